// Cari: ask as a participant would and see what comes and from where; or look through all answers and replies.
import {signal} from '@preact/signals';
import type {ComponentChildren} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import * as api from '../../api/api';
import {messageOf} from '../../api/client';
import type {Channel, Found, KnowledgeList} from '../../api/types';
import {Choice, TextField} from '../../parts/field';
import {Icon} from '../../parts/icon';
import {resource} from '../../parts/loaded';
import {Empty, Failure, Waiting} from '../../parts/states';
import {named, t} from '../../words/words';
import {SmsReply} from '../coba/sms_phone';
import {Recognised} from '../coba/why_reasons';
import {Formatted} from '../coba/whatsapp_chat';
import {AnswerEditor} from './answer_editor';
import {opened, openText, type Opened} from './opened';
import {ReplyEditor} from './reply_editor';
import {TitleEditor} from './title_editor';

const most_hits = 8;
const known = resource(() => api.knowledge('draft'));
const found = signal<Found | null>(null);
const asked = signal({text: '', channel: 'sms' as Channel, language: 'id'});

function Item({of, title, about, badge}: {of: Opened; title: string; about: string; badge?: string | undefined}) {
  const now = opened.value?.kind === of.kind && opened.value.key === of.key;
  return (
    <li>
      <button type="button" class="item" aria-current={now ? 'true' : undefined} onClick={() => { opened.value = of; }}>
        <span class="row"><b class="grow cut">{title}</b>{badge && <span class="badge info">{badge}</span>}</span>
        {about && <span class="soft small-text cut">{about}</span>}
      </button>
    </li>
  );
}

function Result({result}: {result: Found}) {
  const {understood, replies, hits} = result;
  return (
    <div class="stack loose found">
      <section class="stack tight">
        <h3>{t('participant_gets')}</h3>
        {replies.map(reply => (
          <div key={reply.index} class="stack tight">
            {asked.value.channel === 'sms' ? <div class="screen sms-sheet"><SmsReply reply={reply} /></div> : <div class="wa-sheet"><Formatted text={reply.text} /></div>}
            <div class="row wrap">
              <code class="grow">{reply.key}</code>
              {reply.ref && <button type="button" class="button small" onClick={() => reply.ref && openText(reply.ref)}>{t('edit_this')}</button>}
            </div>
          </div>
        ))}
      </section>
      <p class="summary">{result.summary}</p>
      <Recognised understood={understood} />
      {hits.length > 0 && (
        <section class="stack tight">
          <h3>{t('hits')}</h3>
          <ul class="items">
            {hits.slice(0, most_hits).map((hit, at) => (
              <Item key={at} of={{kind: hit.kind === 'reply' ? 'reply' : 'answer', key: hit.key, ...(hit.ref ? {text: hit.ref} : {})}}
                    title={hit.title} about={hit.excerpt} badge={named('hit', hit.kind)} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Group({title, children}: {title: string; children: ComponentChildren[]}) {
  return (
    <>
      <h3 class="items-head">{title}</h3>
      {children.length > 0 && <ul class="items">{children}</ul>}
    </>
  );
}

function Everything({list, filter}: {list: KnowledgeList; filter: string}) {
  const fits = (...texts: string[]) => texts.join(' ').toLowerCase().includes(filter.toLowerCase());
  const answers = list.answers.filter(one => fits(one.key, one.title));
  const replies = list.replies.filter(one => fits(one.key, one.excerpt));
  const titles = list.titles.filter(one => fits(one.key, one.title, one.about));
  const changed = (yes: boolean) => (yes ? t('changed') : undefined);
  return (
    <>
      <Group title={t('answers_count', {n: answers.length})}>
        {answers.map(one => <Item key={one.key} of={{kind: 'answer', key: one.key}} title={one.title} badge={changed(one.changed)}
                                  about={t('answer_about', {wordings: one.wordings, examples: one.examples})} />)}
      </Group>
      <Group title={t('replies_count', {n: replies.length})}>
        {replies.map(one => <Item key={one.key} of={{kind: 'reply', key: one.key}} title={one.key} badge={changed(one.changed)} about={one.excerpt} />)}
      </Group>
      <Group title={t('titles_count', {n: titles.length})}>
        {titles.map(one => <Item key={one.key} of={{kind: 'title', key: one.key}} title={one.title} badge={changed(one.changed)} about={one.about} />)}
      </Group>
    </>
  );
}

function AskForm({ask, problem}: {ask: () => void; problem: string}) {
  const {text, channel, language} = asked.value;
  const set = (change: Partial<typeof asked.value>) => { asked.value = {...asked.value, ...change}; };
  return (
    <form class="ask stack tight" onSubmit={event => {
      event.preventDefault();
      ask();
    }}>
      <TextField label={t('ask_as_participant')} type="search" value={text} placeholder={t('ask_hint')} onInput={event => {
        set({text: event.currentTarget.value});
        if (!event.currentTarget.value) found.value = null;
      }} />
      <div class="row">
        <Choice label={t('channel')} hiddenLabel value={channel} choose={value => set({channel: value === 'sms' ? 'sms' : 'whatsapp'})}
                choices={(['sms', 'whatsapp'] as const).map(value => ({value, label: named('channel', value)}))} />
        <Choice label={t('language')} hiddenLabel value={language} choose={value => set({language: value})}
                choices={['id', 'en', 'jv', 'su'].map(value => ({value, label: named('tongue', value)}))} />
        <button type="submit" class="button main" disabled={!text.trim()}><Icon name="search" size={16} />{t('ask')}</button>
      </div>
      {problem && <Failure message={problem} />}
    </form>
  );
}

export function Search() {
  const [problem, setProblem] = useState('');
  useEffect(() => { void known.load(); }, []);
  const ask = () => {
    const {text, channel, language} = asked.value;
    api.searchKnowledge(text, channel, language, 'draft').then(made => {
      found.value = made;
      setProblem('');
    }, (error: unknown) => setProblem(messageOf(error)));
  };
  const list = known.now.value;
  const now = opened.value;
  const editor = useRef<HTMLElement>(null);
  // Where the editor stands below the list, choosing something brings it into view.
  useEffect(() => { if (now) editor.current?.scrollIntoView({block: 'nearest'}); }, [now]);
  return (
    <div class="search">
      <div class="search-side">
        <AskForm ask={ask} problem={problem} />
        {found.value && <Result result={found.value} />}
        {!found.value && list.state === 'waiting' && <Waiting />}
        {!found.value && list.state === 'failed' && <Failure message={list.message} again={() => void known.load()} />}
        {!found.value && list.state === 'ready' && <Everything list={list.value} filter={asked.value.text} />}
      </div>
      <section class="editor" ref={editor} aria-label={t('editor')}>
        {!now && <Empty icon="knowledge" title={t('nothing_opened_title')}><p>{t('nothing_opened')}</p></Empty>}
        {now?.kind === 'answer' && <AnswerEditor key={now.key} of={now.key} />}
        {now?.kind === 'reply' && <ReplyEditor key={now.key} of={now.key} />}
        {now?.kind === 'title' && <TitleEditor key={now.key} of={now.key} />}
      </section>
    </div>
  );
}
