// Percakapan: real conversations, masked; unmasking takes a role and a reason, and is recorded.
import {useEffect, useMemo, useState} from 'preact/hooks';
import * as api from '../../api/api';
import {messageOf} from '../../api/client';
import type {FoundMessage, Sought} from '../../api/types';
import '../../style/percakapan.css';
import {Choice, TextField} from '../../parts/field';
import {Icon} from '../../parts/icon';
import {resource} from '../../parts/loaded';
import {Empty, Failure, Waiting} from '../../parts/states';
import {dayIn, readMoment} from '../../text/moment';
import {dayAndTime, named, t} from '../../words/words';
import {MessageTimeline} from './timeline';

interface Wanted { number: string; from: string; to: string; intent: string; status: string }

const statuses = ['', 'in work', 'answered', 'promised'] as const;

function Moment({label, value, set}: {label: string; value: string; set: (value: string) => void}) {
  const unread = readMoment(value, 'begin') === undefined;
  const example = dayIn(new Date());
  return <TextField label={label} value={value} aria-invalid={unread} onInput={event => set(event.currentTarget.value)}
                    hint={t(unread ? 'moment_unread' : 'moment_hint', {example})} />;
}

function Form({wanted, set, search}: {wanted: Wanted; set: (change: Partial<Wanted>) => void; search: () => void}) {
  const labels = useMemo(() => resource(api.labels), []);
  useEffect(() => { void labels.load(); }, []);
  const known = labels.now.value;
  const intents = known.state === 'ready' ? known.value.labels.map(one => ({value: one.label, label: one.title})).sort((a, b) => a.label.localeCompare(b.label)) : [];
  return (
    <form class="search-form card" onSubmit={event => {
      event.preventDefault();
      search();
    }}>
      <TextField label={t('number')} inputMode="numeric" value={wanted.number} hint={t('number_hint')} autofocus
                 onInput={event => set({number: event.currentTarget.value})} />
      <Moment label={t('from')} value={wanted.from} set={from => set({from})} />
      <Moment label={t('to')} value={wanted.to} set={to => set({to})} />
      <Choice label={t('intent')} value={wanted.intent} choices={[{value: '', label: t('any')}, ...intents]} choose={intent => set({intent})} />
      <Choice label={t('status')} value={wanted.status} choose={status => set({status})}
              choices={statuses.map(value => ({value, label: value ? named('status', value.replace(' ', '_')) : t('any')}))} />
      <button type="submit" class="button main"><Icon name="search" size={16} />{t('search')}</button>
    </form>
  );
}

function Table({found, chosen, choose}: {found: readonly FoundMessage[]; chosen: number; choose: (id: number) => void}) {
  return (
    <table class="table">
      <thead>
        <tr><th scope="col">{t('when')}</th><th scope="col">{t('sender')}</th><th scope="col">{t('text')}</th>
          <th scope="col">{t('intent')}</th><th scope="col">{t('status')}</th></tr>
      </thead>
      <tbody>
        {found.map(one => (
          <tr key={one.id} class={one.id === chosen ? 'chosen' : ''} onClick={() => choose(one.id)}>
            <td class="nowrap">{dayAndTime(one.received_at)}</td>
            <td class="nowrap">{one.sender} <span class="soft small-text">{named('channel', one.channel)}</span></td>
            <td><button type="button" class="link" aria-pressed={one.id === chosen} onClick={() => choose(one.id)}>{one.text || t('no_text')}</button></td>
            <td>{one.intent_title}</td>
            <td><span class={`badge ${one.status === 'answered' ? 'good' : 'warn'}`}>{one.status_title}</span></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export default function Percakapan() {
  const [wanted, setWanted] = useState<Wanted>({number: '', from: dayIn(new Date()), to: '', intent: '', status: ''});
  const [chosen, setChosen] = useState(0);
  const [problem, setProblem] = useState('');
  const [found, setFound] = useState<{found: FoundMessage[]; more: boolean} | null>(null);
  const search = () => {
    const from = readMoment(wanted.from, 'begin'), to = readMoment(wanted.to, 'end');
    if (from === undefined || to === undefined) return;
    const {number, intent, status} = wanted;
    const sought: Sought = {number: number.trim(), from, to, intent, status, most: 100};
    api.searchConversations(sought).then(made => {
      setFound(made);
      setProblem('');
      setChosen(0);
    }, (error: unknown) => setProblem(messageOf(error)));
  };
  useEffect(search, []);
  return (
    <div class="sheet wide">
      <div class="head"><div><h1>{t('screen_percakapan')}</h1><p class="soft">{t('percakapan_about')}</p></div></div>
      <Form wanted={wanted} set={change => setWanted({...wanted, ...change})} search={search} />
      {problem && <Failure message={problem} />}
      {!found && !problem && <Waiting />}
      {found && (
        <div class={chosen ? 'found-pair' : ''}>
          <section class="card scroll-x" aria-label={t('found')}>
            {found.found.length > 0
              ? <Table found={found.found} chosen={chosen} choose={setChosen} />
              : <Empty icon="search" title={t('nothing_found_title')}><p>{t('nothing_found')}</p></Empty>}
            {found.more && <p class="body soft">{t('more_found')}</p>}
          </section>
          {chosen > 0 && <MessageTimeline key={chosen} of={chosen} close={() => setChosen(0)} />}
        </div>
      )}
    </div>
  );
}
