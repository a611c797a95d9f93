// The small screen of a simple phone: where one SMS ends and the next begins, and what each costs.
import {memo} from 'preact/compat';
import type {Reply, Wide} from '../../api/types';
import {cut, foreignTo7Bit} from '../../text/gsm7';
import {named, t} from '../../words/words';

interface Run { text: string; wide: boolean; border: boolean }

// The text in runs: each begins at a border between two SMS, or holds one character that forces UCS-2.
export function runs(text: string, borders: readonly number[], wide: readonly Wide[]): Run[] {
  const stops = new Set([0, text.length, ...borders, ...wide.flatMap(one => [one.position, one.position + one.length])]);
  const sorted = [...stops].sort((a, b) => a - b);
  return sorted.slice(0, -1).map((start, at) => ({
    text: text.slice(start, sorted[at + 1]),
    wide: wide.some(one => one.position === start),
    border: borders.includes(start),
  }));
}

function Screen({text, borders, wide}: {text: string; borders: readonly number[]; wide: readonly Wide[]}) {
  let part = 1;
  return (
    <p class="sms-text">
      {runs(text, borders, wide).map(run => {
        if (run.border) ++part;
        return (
          <>
            {run.border && <span class="sms-border">{t('sms_part', {n: part})}</span>}
            {run.wide ? <mark title={t('wide_character')}>{run.text}</mark> : run.text}
          </>
        );
      })}
    </p>
  );
}

export const SmsReply = memo(({reply}: {reply: Reply}) => (
  <div class={`sms-message from ${reply.delivery}`}>
    <Screen text={reply.text} borders={reply.borders} wide={reply.wide} />
    <div class="sms-foot">
      <span class={reply.segments > 1 ? 'costly' : ''}>{t('sms_count', {n: reply.segments})}</span>
      <span class={reply.encoding === 'ucs2' ? 'costly' : ''}>{named('encoding', reply.encoding)}</span>
      <span>{reply.units}/{reply.segments > 1 ? reply.segments * reply.limit.part : reply.limit.single}</span>
      {reply.cause !== 'answer' && <span>{named('cause', reply.cause)}</span>}
      {reply.delivery === 'failed' && <span class="costly">{t('not_delivered')}</span>}
    </div>
  </div>
));

export const SmsSaid = memo(({kind, text}: {kind: string; text: string}) => {
  const {parts, encoding} = cut(text);
  const borders = parts.slice(0, -1).reduce<number[]>((all, part) => [...all, (all.at(-1) ?? 0) + part.length], []);
  const wide: Wide[] = [];
  let position = 0;
  for (const character of text) {
    if (foreignTo7Bit(character)) wide.push({position, length: character.length, character});
    position += character.length;
  }
  return (
    <div class="sms-message to">
      <Screen text={kind === 'text' ? text : named('kind', kind)} borders={borders} wide={wide} />
      {(parts.length > 1 || encoding === 'ucs2') && (
        <div class="sms-foot"><span>{t('sms_count', {n: parts.length})}</span><span>{named('encoding', encoding)}</span></div>
      )}
    </div>
  );
});
