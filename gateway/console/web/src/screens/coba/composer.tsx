// One place to type for all handsets or one. Arrow keys bring back what was typed before.
import {useEffect, useRef, useState} from 'preact/hooks';
import type {Message} from '../../api/types';
import {Icon} from '../../parts/icon';
import {Popover} from '../../parts/popover';
import {cut} from '../../text/gsm7';
import {named, t} from '../../words/words';
import {composed} from './composer_state';
import {play, say, target, typed, world} from './play';

export const composerId = 'tulis';
export const focusComposer = () => document.getElementById(composerId)?.focus();

export function cycleTarget() {
  const count = play.value?.handsets.length ?? 0;
  const now = target.value;
  target.value = now === 'all' ? 0 : now + 1 < count ? now + 1 : 'all';
}

const aimed = () => (play.value?.handsets ?? []).filter(one => target.value === 'all' || one.index === target.value);

function Target() {
  const handsets = play.value?.handsets ?? [];
  if (handsets.length < 2) return null;
  const choices: (number | 'all')[] = ['all', ...handsets.map(one => one.index)];
  return (
    <div class="segments" role="group" aria-label={t('send_to')}>
      {choices.map(choice => (
        <button type="button" key={choice} aria-pressed={target.value === choice} onClick={() => { target.value = choice; }}
                aria-label={choice === 'all' ? t('to_all') : t('to_handset', {n: choice + 1})}>
          {choice === 'all' ? t('all') : choice + 1}
        </button>
      ))}
    </div>
  );
}

// What the text costs as an SMS, where it goes to one.
function Count() {
  const text = composed.value;
  if (!text || !aimed().some(one => one.channel === 'sms')) return null;
  const {encoding, parts, used, room, foreign} = cut(text);
  return (
    <span class="count">
      {used}/{room} · {t('sms_count', {n: parts.length})}
      {encoding === 'ucs2' && <span class="badge warn">{t('forces_ucs2', {characters: foreign.join(' ')})}</span>}
    </span>
  );
}

const others: readonly Message[] = [
  {kind: 'image', text: ''}, {kind: 'audio'}, {kind: 'video'}, {kind: 'document'}, {kind: 'sticker'}, {kind: 'contact'},
  {kind: 'location', latitude: -6.2297, longitude: 106.8175},
];

function Attachments() {
  if (!aimed().some(one => one.channel === 'whatsapp')) return null;
  return (
    <Popover title={t('attach')} buttonClass="quiet" label={<><Icon name="plus" /><span class="unseen">{t('attach')}</span></>}>
      {close => (
        <div class="stack tight">
          {others.map(message => (
            <button type="button" class="button small" key={message.kind} onClick={() => {
              close();
              void say(message);
            }}>{named('kind', message.kind)}</button>
          ))}
        </div>
      )}
    </Popover>
  );
}

function Tries() {
  const first = aimed()[0];
  const now = world.now.value;
  const persona = now.state === 'ready' ? now.value.personas.find(one => one.id === first?.persona) : undefined;
  return (
    <div class="tries" role="group" aria-label={t('tries')}>
      {(persona?.tries ?? []).map(text => (
        <button type="button" key={text} onClick={() => void say({kind: 'text', text}).then(focusComposer)}>{text}</button>
      ))}
    </div>
  );
}

export function Composer() {
  const field = useRef<HTMLInputElement>(null);
  const [back, setBack] = useState(-1);
  useEffect(() => field.current?.focus(), []);
  const send = (event: Event) => {
    event.preventDefault();
    const text = composed.value;
    if (!text.trim()) return;
    composed.value = '';
    setBack(-1);
    const before = play.value?.head;
    // What could not be sent comes back.
    void say({kind: 'text', text}).then(() => {
      if (play.value?.head === before && !composed.value) composed.value = text;
    });
  };
  const recall = (step: 1 | -1) => {
    const at = Math.min(typed.value.length - 1, Math.max(-1, back + step));
    setBack(at);
    composed.value = typed.value[at] ?? '';
  };
  const keys = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey) return;
    const does = {ArrowUp: () => recall(1), ArrowDown: () => recall(-1), Escape: () => { composed.value = ''; }}[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  };
  return (
    <form class="composer" onSubmit={send}>
      <Tries />
      <div class="composer-row">
        <Target />
        <input ref={field} id={composerId} class="input" value={composed.value} autocomplete="off" maxLength={4096}
               aria-label={t('compose')} placeholder={t('compose_hint')} onKeyDown={keys}
               onInput={event => { composed.value = event.currentTarget.value; }} />
        <Count />
        <Attachments />
        <button type="submit" class="button main" disabled={!composed.value.trim()}><Icon name="send" />{t('send')}</button>
      </div>
    </form>
  );
}
