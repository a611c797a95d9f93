// The failures of a run, each open to read.
import type {TestRef, TestResult} from '../../api/types';
import {named, t} from '../../words/words';
import {FailureView} from './failure_view';

const most = 50;

export function Results({failures, open}: {failures: readonly TestResult[]; open?: (test: TestRef) => void}) {
  if (!failures.length) return null;
  return (
    <section class="card" aria-label={t('failures')}>
      <header><h2>{t('failures')} ({failures.length})</h2></header>
      <ul class="results">
        {failures.slice(0, most).map((one, at) => (
          <li key={at} class="stack tight">
            <div class="row wrap">
              <b>{one.title || one.name}</b>
              <span class="badge">{named('channel', one.channel)}</span>
              <span class="badge">{one.language.toUpperCase()}</span>
              <span class="soft small-text mono grow">{one.file}{one.failure ? `:${one.failure.line}` : ''}</span>
              {open && <button type="button" class="button small" onClick={() => open({folder: one.folder, name: one.name})}>{t('read_test')}</button>}
            </div>
            {one.failure && <FailureView failure={one.failure} />}
          </li>
        ))}
      </ul>
      {failures.length > most && <p class="body soft">{t('more_failures', {n: failures.length - most})}</p>}
    </section>
  );
}
