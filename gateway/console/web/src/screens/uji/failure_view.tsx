// What a test expected and what came instead, word by word, and why.
import type {TestFailure} from '../../api/types';
import {t} from '../../words/words';

const elements = {' ': 'span', '-': 'del', '+': 'ins'} as const;

export function FailureView({failure}: {failure: TestFailure}) {
  const {diff, expected, got, why} = failure;
  return (
    <div class="failure stack tight">
      <p><b>{failure.title}</b> <span class="soft">{t('at_line', {n: failure.line})}</span></p>
      {diff.length > 0
        ? (
          <p class="difference block">
            {diff.map((part, at) => {
              const Element = elements[part.op];
              return <Element key={at}>{part.text}</Element>;
            })}
          </p>
        )
        : (expected || got) && (
          <dl class="facts">
            <dt>{t('expected')}</dt><dd class="block">{expected || '–'}</dd>
            <dt>{t('got')}</dt><dd class="block">{got || '–'}</dd>
          </dl>
        )}
      {why.length > 0 && <ul class="dots soft small-text">{why.map((line, at) => <li key={at}>{line}</li>)}</ul>}
    </div>
  );
}
