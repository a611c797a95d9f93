// The sentences from which an answer is recognised: added and taken away in the draft.
import {useState} from 'preact/hooks';
import * as api from '../../api/api';
import type {Answer} from '../../api/types';
import {TextField} from '../../parts/field';
import {Icon} from '../../parts/icon';
import {may} from '../../session';
import {t} from '../../words/words';
import {edit} from './draft_state';

const few = 12;

export function Examples({label, examples, changed}: {label: string; examples: Answer['examples']; changed: () => void}) {
  const [sentence, setSentence] = useState('');
  const [all, setAll] = useState(false);
  const editable = may('edit_draft');
  const add = (event: Event) => {
    event.preventDefault();
    void edit(api.addExample(label, sentence.trim(), null), t('example_added')).then(done => {
      if (!done) return;
      setSentence('');
      changed();
    });
  };
  const take = (one: string) => void edit(api.removeExample(label, one), t('example_removed')).then(done => { if (done) changed(); });
  const sorted = [...examples].sort((a, b) => Number(b.added) - Number(a.added));
  return (
    <section class="stack">
      <h3>{t('examples_of', {n: examples.length})}</h3>
      {editable && (
        <form class="row" onSubmit={add}>
          <div class="grow">
            <TextField label={t('new_example')} hiddenLabel placeholder={t('new_example')} value={sentence} maxLength={300}
                       onInput={event => setSentence(event.currentTarget.value)} />
          </div>
          <button type="submit" class="button" disabled={!sentence.trim()}>{t('add')}</button>
        </form>
      )}
      <ul class="example-list">
        {sorted.slice(0, all ? sorted.length : few).map(one => (
          <li key={one.sentence} class={one.added ? 'added' : ''}>
            <span class="grow">{one.sentence}</span>
            {one.added && <span class="badge info">{t('added')}</span>}
            {editable && (
              <button type="button" class="button quiet small" onClick={() => take(one.sentence)} aria-label={t('remove_example', {sentence: one.sentence})}>
                <Icon name="close" size={14} />
              </button>
            )}
          </li>
        ))}
      </ul>
      {sorted.length > few && (
        <div><button type="button" class="button quiet small" onClick={() => setAll(!all)}>{t(all ? 'fewer' : 'all_examples', {n: sorted.length})}</button></div>
      )}
    </section>
  );
}
