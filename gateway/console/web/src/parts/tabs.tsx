// Tabs as the ARIA practices want them: one stop of the Tab key, arrows move between them.
import type {ComponentChildren} from 'preact';
import {useId, useRef} from 'preact/hooks';

export interface Tab<Name extends string> {
  name: Name;
  label: ComponentChildren;
}

interface TabsProps<Name extends string> {
  label: string;
  tabs: readonly Tab<Name>[];
  chosen: Name;
  choose: (name: Name) => void;
  panelClass?: string;
  children: ComponentChildren;
}

export function Tabs<Name extends string>({label, tabs, chosen, choose, panelClass, children}: TabsProps<Name>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = tabs.findIndex(tab => tab.name === chosen);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    choose(next.name);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.name}"]`)?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
        {tabs.map(tab => (
          <button type="button" role="tab" key={tab.name} data-tab={tab.name} id={`${id}-${tab.name}`}
                  aria-selected={tab.name === chosen} aria-controls={`${id}-panel`}
                  tabIndex={tab.name === chosen ? 0 : -1} onClick={() => choose(tab.name)}>
            {tab.label}
          </button>
        ))}
      </div>
      <div class={panelClass ?? ''} role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${chosen}`} tabIndex={0}>
        {children}
      </div>
    </>
  );
}
