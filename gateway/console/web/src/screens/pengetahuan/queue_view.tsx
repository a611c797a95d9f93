// Antrean: texts that were not understood, masked; each is given its label in the draft, or put aside.
import {useEffect, useMemo, useState} from 'preact/hooks';
import * as api from '../../api/api';
import {messageOf} from '../../api/client';
import type {QueueItem} from '../../api/types';
import {Choice, TextField} from '../../parts/field';
import {resource} from '../../parts/loaded';
import {Empty, Failure, Waiting} from '../../parts/states';
import {tell} from '../../parts/toasts';
import {may} from '../../session';
import {dayAndTime, named, t} from '../../words/words';
import {percent} from '../coba/why_reasons';
import {edit, queue} from './draft_state';

// Masked numbers and what is no word do not belong into an example.
const sentenceOf = (text: string) => text.replace(/\.{3}\d+|\[[^\]]*\]/g, '').replace(/\s+/g, ' ').trim();

interface Labelled { value: string; label: string }

function Item({item, labels}: {item: QueueItem; labels: readonly Labelled[]}) {
  const [label, setLabel] = useState(item.alternatives[0]?.intent ?? labels[0]?.value ?? '');
  const [sentence, setSentence] = useState(sentenceOf(item.text));
  const add = () => void edit(api.addExample(label, sentence, item.id), t('example_added')).then(done => { if (done) void queue.load(); });
  const dismiss = () => void api.dismiss(item.id).then(() => queue.load(), (error: unknown) => tell(messageOf(error), 'bad'));
  return (
    <li class="queued">
      <div class="stack tight">
        <p class="quoted">{item.text}</p>
        <p class="row wrap soft small-text">
          <span class="badge">{named('channel', item.channel)}</span>{dayAndTime(item.at)}
          {item.times > 1 && <span class="badge warn">{t('times', {n: item.times})}</span>}
          {item.alternatives.slice(0, 3).map(one => <span key={one.intent}>{one.title} {percent(one.confidence)}</span>)}
        </p>
      </div>
      {may('edit_draft') && (
        <div class="queue-form">
          <TextField label={t('as_example')} hiddenLabel value={sentence} onInput={event => setSentence(event.currentTarget.value)} />
          <Choice label={t('label')} hiddenLabel value={label} choices={labels} choose={setLabel} />
          <button type="button" class="button main" disabled={!sentence} onClick={add}>{t('into_draft')}</button>
          <button type="button" class="button" onClick={dismiss}>{t('dismiss')}</button>
        </div>
      )}
    </li>
  );
}

export function QueueView() {
  const known = useMemo(() => resource(api.labels), []);
  useEffect(() => {
    void queue.load();
    void known.load();
  }, []);
  const now = queue.now.value, labelled = known.now.value;
  if (now.state === 'waiting' || labelled.state === 'waiting') return <Waiting />;
  if (now.state === 'failed') return <Failure message={now.message} again={() => void queue.load()} />;
  if (labelled.state === 'failed') return <Failure message={labelled.message} again={() => void known.load()} />;
  const labels = labelled.value.labels.map(one => ({value: one.label, label: one.title})).sort((a, b) => a.label.localeCompare(b.label));
  return (
    <section class="card">
      <header><h2>{t('queue_count', {n: now.value.total})}</h2></header>
      {now.value.items.length > 0
        ? <ul class="results">{now.value.items.map(item => <Item key={item.id} item={item} labels={labels} />)}</ul>
        : <Empty icon="check" title={t('queue_empty_title')}><p>{t('queue_empty')}</p></Empty>}
    </section>
  );
}
