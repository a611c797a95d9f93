// Core: what was asked of the core service, what it answered, and how long it took.
import type {CoreExchange, Why} from '../../api/types';
import {Empty} from '../../parts/states';
import {named, t} from '../../words/words';

function Exchange({one}: {one: CoreExchange}) {
  const answer = Object.entries(one.answer);
  return (
    <article class="exchange stack">
      <div class="row wrap">
        <b class="grow">{one.title}</b>
        <span class={`badge ${one.what_became === 'answered' ? 'good' : 'warn'}`}>{named('became', one.what_became)}</span>
        <span class="badge">{one.status > 0 ? `${one.status} ` : ''}{one.outcome}</span>
        <span class="soft">{t('milliseconds', {n: one.took_ms})}</span>
      </div>
      <p class="mono block">{one.method} {one.path}</p>
      {one.headers.length > 0 && (
        <dl class="facts">{one.headers.map(([name, value]) => <><dt>{name}</dt><dd class="mono">{value}</dd></>)}</dl>
      )}
      {answer.length > 0 && <h3>{t('core_answer')}</h3>}
      {answer.length > 0 && <dl class="facts">{answer.map(([name, value]) => <><dt>{name}</dt><dd>{String(value)}</dd></>)}</dl>}
    </article>
  );
}

export function CoreView({why}: {why: Why}) {
  if (!why.core.length) return <Empty icon="cloud" title={t('no_core_title')}><p>{t('no_core')}</p></Empty>;
  return <div class="stack loose">{why.core.map((one, at) => <Exchange key={at} one={one} />)}</div>;
}
