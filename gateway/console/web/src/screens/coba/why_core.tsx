// Core: what was asked of the core service, what it answered, and how long it took.
import type {CoreExchange, Fact, Why} from '../../api/types';
import {Empty} from '../../parts/states';
import {named, t} from '../../words/words';

function Facts({all}: {all: readonly Fact[]}) {
  return (
    <dl class="facts">
      {all.map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>{typeof value === 'string' ? value : value.map(row => row.map(fact => fact[1]).join(', ')).join('; ') || '–'}</dd>
        </>
      ))}
    </dl>
  );
}

function Exchange({one}: {one: CoreExchange}) {
  return (
    <article class="exchange stack">
      <div class="row wrap">
        <b class="grow">{one.title}</b>
        <span class={`badge ${one.what_became === 'answered' ? 'good' : 'warn'}`}>{named('became', one.what_became)}</span>
        {one.outcome_title && <span class="badge">{one.outcome_title} {one.status > 0 && one.status}</span>}
        <span class="soft">{t('milliseconds', {n: one.took_ms})}</span>
      </div>
      <p class="mono block">{one.method} {one.path}</p>
      {one.headers.length > 0 && (
        <dl class="facts">{one.headers.map(([name, value]) => <><dt>{name}</dt><dd class="mono">{value}</dd></>)}</dl>
      )}
      {one.answer.length > 0 && <><h3>{t('core_answer')}</h3><Facts all={one.answer} /></>}
    </article>
  );
}

export function CoreView({why}: {why: Why}) {
  if (!why.core.length) return <Empty icon="cloud" title={t('no_core_title')}><p>{t('no_core')}</p></Empty>;
  return <div class="stack loose">{why.core.map((one, at) => <Exchange key={at} one={one} />)}</div>;
}
