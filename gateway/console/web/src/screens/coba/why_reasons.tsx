// Kenapa: what was understood, what lost and why, and what was done.
import type {Alternative, TextSeen, Understood, Why} from '../../api/types';
import {named, number, t} from '../../words/words';

export const percent = (share: number) => `${number(share * 100)} %`;

function Bar({share, won}: {share: number; won: boolean}) {
  return <div class="bar-line"><div class={won ? 'won' : ''} style={{width: `${Math.max(1, share * 100)}%`}} /></div>;
}

export function Alternatives({all}: {all: readonly Alternative[]}) {
  return (
    <ul class="alternatives">
      {all.map(one => (
        <li key={one.intent}>
          <div class="row"><b class="grow">{one.title}</b><span>{percent(one.confidence)}</span></div>
          <Bar share={one.confidence} won={one.won ?? false} />
          {one.why && <p class="soft small-text">{one.why}</p>}
          {one.example && <p class="soft small-text">“{one.example}”</p>}
        </li>
      ))}
    </ul>
  );
}

function Changes({text}: {text: TextSeen}) {
  return (
    <section class="stack tight">
      <h3>{t('read_as')}</h3>
      <p class="quoted">{text.normalised}</p>
      {text.changes.map((one, at) => (
        <p class="small-text" key={at}><s class="soft">{one.from}</s> → <b>{one.to}</b> <span class="soft">{one.how}</span></p>
      ))}
    </section>
  );
}

export function Recognised({understood}: {understood: Understood}) {
  const {layer, rule, words, examples, alternatives, number: given} = understood;
  return (
    <>
      <section class="stack tight">
        <h3>{t('understood_as')}</h3>
        <div class="row wrap">
          <b>{understood.title}</b>
          <span class={`badge ${understood.action === 'answer' ? 'good' : 'warn'}`}>{understood.action_title}</span>
          <span class="badge">{named('layer', layer)}{rule && `: ${rule}`}</span>
        </div>
        {words.length > 0 && (
          <p class="row wrap">
            <span class="soft small-text">{t('deciding_words')}</span>
            {words.map(one => <span class="badge good" key={one.word}>{one.word} {percent(one.weight)}</span>)}
          </p>
        )}
        {given.explained && <p class="small-text">{given.explained}</p>}
      </section>
      {alternatives.length > 0 && <section class="stack tight"><h3>{t('alternatives')}</h3><Alternatives all={alternatives} /></section>}
      {examples.length > 0 && (
        <section class="stack tight">
          <h3>{t('nearest_examples')}</h3>
          <ul class="stack tight">
            {examples.map(one => (
              <li key={one.sentence} class="row">
                <span class="grow">“{one.sentence}” <span class="soft small-text">{one.title}</span></span>
                <span class="soft">{percent(one.similarity)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

export function Reasons({why}: {why: Why}) {
  return (
    <div class="stack loose">
      {why.lines.length > 0 && (
        <ul class="summary reasons">
          {why.lines.map((line, at) => <li key={at}><h3>{named('topic', line.topic)}</h3><p>{line.text}</p></li>)}
        </ul>
      )}
      {why.text && why.text.changes.length > 0 && <Changes text={why.text} />}
      {why.understood && <Recognised understood={why.understood} />}
      {why.effects.length > 0 && (
        <section class="stack tight">
          <h3>{t('effects')}</h3>
          <ul class="dots">{why.effects.map((one, at) => <li key={at}>{one.text}</li>)}</ul>
        </section>
      )}
      {why.replies.map((one, at) => (
        <section class="stack tight" key={at}>
          <h3>{t('reply_from')}</h3>
          <div class="row wrap">
            <code>{one.key}</code>
            <span class="badge">{one.language.toUpperCase()}</span>
            <span class={`badge ${one.segments > one.budget ? 'warn' : ''}`}>{t('segments_of', {n: one.segments, of: one.budget})}</span>
          </div>
          <p class="soft small-text mono">{one.file}:{one.line}</p>
        </section>
      ))}
    </div>
  );
}
