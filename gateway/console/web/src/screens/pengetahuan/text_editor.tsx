// One text in the draft: what it costs as an SMS is shown while one types, what is wrong with it too.
import {useEffect, useRef, useState} from 'preact/hooks';
import * as api from '../../api/api';
import type {MeasuredText, TextRef, Texts} from '../../api/types';
import {TextArea} from '../../parts/field';
import {may} from '../../session';
import {difference} from '../../text/difference';
import {named, t} from '../../words/words';
import {edit} from './draft_state';

const typing_ms = 150;

function useMeasure(ref: TextRef, text: string) {
  const [measured, setMeasured] = useState<MeasuredText | null>(null);
  useEffect(() => {
    let overtaken = false;
    const timer = setTimeout(() => {
      api.measure(ref, text).then(made => { if (!overtaken) setMeasured(made); }, () => {});
    }, typing_ms);
    return () => {
      overtaken = true;
      clearTimeout(timer);
    };
  }, [ref.key, ref.index, ref.channel, ref.language, ref.kind, text]);
  return measured;
}

function Cost({measured}: {measured: MeasuredText}) {
  const {sms, worst, faults} = measured;
  return (
    <>
      <span class="row wrap">
        {worst
          ? (
            <>
              <span class={`badge ${worst.fits ? 'good' : 'bad'}`}>{t('segments_of', {n: worst.segments, of: worst.budget})}</span>
              <span>{t('longest', {n: worst.characters})}</span>
              <span>{named('encoding', worst.encoding)}</span>
              {sms.wide.length > 0 && <span class="badge warn">{t('forces_ucs2', {characters: [...new Set(sms.wide.map(one => one.character))].join(' ')})}</span>}
            </>
          )
          : <span>{t('characters', {n: sms.characters})}</span>}
      </span>
      {faults.map(fault => <span class="fault" key={fault}>{fault}</span>)}
    </>
  );
}

export function Difference({before, after}: {before: string; after: string}) {
  return (
    <p class="difference block">
      {difference(before, after).map((part, at) => {
        if (part.kind === 'same') return <span key={at}>{part.text}</span>;
        return part.kind === 'gone' ? <del key={at}>{part.text}</del> : <ins key={at}>{part.text}</ins>;
      })}
    </p>
  );
}

interface TextEditorProps { of: TextRef; label: string; text: Texts[string]; wanted: boolean; changed: () => void }

export function TextEditor({of, label, text, wanted, changed}: TextEditorProps) {
  const [now, setNow] = useState(text.text);
  const measured = useMeasure(of, now);
  const whole = useRef<HTMLDivElement>(null);
  useEffect(() => setNow(text.text), [text.text]);
  useEffect(() => {
    if (!wanted) return;
    whole.current?.scrollIntoView({block: 'center'});
    whole.current?.querySelector('textarea')?.focus();
  }, [wanted]);
  const editable = may('edit_draft');
  const save = () => void edit(api.writeText(of, now, text.text), t('text_saved')).then(done => { if (done) changed(); });
  return (
    <div class={`text-editor ${text.changed ? 'changed' : ''}`} ref={whole}>
      <TextArea label={label} rows={Math.min(9, 2 + Math.floor(now.length / 70))} value={now} readOnly={!editable} lang={of.language}
                hint={measured && <Cost measured={measured} />} onInput={event => setNow(event.currentTarget.value)} />
      {(now !== text.text || text.changed) && (
        <div class="row">
          {text.changed && <span class="badge info">{t('changed_in_draft')}</span>}
          <span class="grow" />
          {now !== text.text && (
            <>
              <button type="button" class="button small" onClick={() => setNow(text.text)}>{t('cancel')}</button>
              <button type="button" class="button main small" onClick={save}>{t('save_to_draft')}</button>
            </>
          )}
        </div>
      )}
      {text.changed && text.before !== null && now === text.text && <Difference before={text.before} after={text.text} />}
    </div>
  );
}
