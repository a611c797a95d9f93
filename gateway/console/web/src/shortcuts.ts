// Keys that work anywhere on the page. The help overlay is drawn from the same table.
import {useEffect} from 'preact/hooks';
import type {Word} from './words/words';

export interface Shortcut {
  keys: string;  // as pressed: "Alt+1", "?", "ArrowUp"
  word: Word;    // what it does
  run?: () => void;  // none: the key belongs to an element, which listens itself
}

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches('input:not([type="checkbox"]), textarea, select, [contenteditable]');

// With Alt the key is told by its place, since some layouts then type another character.
function pressed(event: KeyboardEvent) {
  const place = /^(?:Digit|Key)(.)$/.exec(event.code)?.[1]?.toLowerCase();
  return (event.ctrlKey ? 'Ctrl+' : '') + (event.altKey ? `Alt+${place ?? event.key}` : event.key);
}

// A key without Alt or Ctrl is left to the field in which the agent is typing, and to an open dialog.
export function useShortcuts(shortcuts: readonly Shortcut[]) {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const keys = pressed(event);
      const shortcut = shortcuts.find(one => one.run && one.keys === keys);
      if (!shortcut?.run || document.querySelector('dialog[open]')) return;
      if (!event.altKey && !event.ctrlKey && typing(event.target)) return;
      event.preventDefault();
      shortcut.run();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [shortcuts]);
}
