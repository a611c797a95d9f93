// One answer of the knowledge base: what it rests on, its wordings, the sentences that lead to it.
import {useEffect, useMemo, useState} from 'preact/hooks';
import * as api from '../../api/api';
import type {Answer, Wording} from '../../api/types';
import {resource} from '../../parts/loaded';
import {Failure, Waiting} from '../../parts/states';
import {Tabs} from '../../parts/tabs';
import {t} from '../../words/words';
import {Examples} from './examples';
import {opened} from './opened';
import {TextList} from './texts';

function Facts({facts}: {facts: Answer['facts']}) {
  return (
    <details class="facts-of">
      <summary>{t('facts_of', {n: facts.length})}</summary>
      <ul class="dots">
        {facts.map((fact, at) => (
          <li key={at}>{fact.text} <span class="soft small-text">
            {fact.source}{fact.valid_from && `, ${t('valid_from', {date: fact.valid_from})}`}{fact.valid_to && `, ${t('valid_to', {date: fact.valid_to})}`}
          </span></li>
        ))}
      </ul>
    </details>
  );
}

function Texts({of, wording, changed}: {of: string; wording: Wording; changed: () => void}) {
  return (
    <div class="stack loose">
      {!wording.valid_today && <p class="notice warn">{t('not_valid_today')}</p>}
      {(['sms', 'whatsapp'] as const).map(channel => (
        <TextList key={channel} kind="answer" of={of} index={wording.index} channel={channel} texts={wording[channel]} changed={changed} />
      ))}
    </div>
  );
}

export function AnswerEditor({of}: {of: string}) {
  const known = useMemo(() => resource(() => api.answer(of, 'draft')), [of]);
  useEffect(() => { void known.load(); }, [known]);
  const [chosen, setChosen] = useState(opened.value?.text?.index ?? 0);
  const now = known.now.value;
  if (now.state === 'waiting') return <Waiting />;
  if (now.state === 'failed') return <Failure message={now.message} again={() => void known.load()} />;
  const answer = now.value;
  const changed = () => void known.load();
  const wording = answer.wordings.find(one => one.index === chosen) ?? answer.wordings[0];
  return (
    <div class="stack loose">
      <div>
        <h2>{answer.title['id']?.text ?? answer.key}</h2>
        <p class="soft small-text mono">{answer.file}</p>
      </div>
      <Facts facts={answer.facts} />
      {answer.wordings.length > 1
        ? (
          <Tabs label={t('wordings')} chosen={String(wording?.index ?? 0)} choose={name => setChosen(Number(name))} panelClass="wording"
                tabs={answer.wordings.map(one => ({name: String(one.index), label: one.variant_title || t('wording', {n: one.index + 1})}))}>
            {wording && <Texts key={wording.index} of={of} wording={wording} changed={changed} />}
          </Tabs>
        )
        : wording && <Texts of={of} wording={wording} changed={changed} />}
      <TextList kind="answer_title" of={of} index={0} channel="sms" heading={t('title_texts')} texts={answer.title} changed={changed} />
      <Examples label={of} examples={answer.examples} changed={changed} />
    </div>
  );
}
