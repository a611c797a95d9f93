// Draf: what has changed, whether it passes check and tests, and its publication.
import type {Draft, DraftChange} from '../../api/types';
import * as api from '../../api/api';
import {Icon} from '../../parts/icon';
import {Empty, Failure, Waiting} from '../../parts/states';
import {may} from '../../session';
import {dayAndTime, named, t} from '../../words/words';
import {Findings} from '../uji/findings';
import {Progress} from '../uji/progress';
import {Results} from '../uji/results';
import {checking, draft, edit} from './draft_state';
import {Files} from './file_difference';
import {openText} from './opened';
import {Difference} from './text_editor';

function titleOf({ref, label}: DraftChange) {
  if (!ref) return label ?? '';
  const what = ref.kind === 'about' ? t('about_texts') : ref.kind.endsWith('title') ? t('title_texts') : named('channel', ref.channel);
  return `${ref.key} · ${what} · ${named('tongue', ref.language)}`;
}

function Change({change}: {change: DraftChange}) {
  return (
    <li class="stack tight">
      <div class="row wrap">
        <span class="badge info">{named('change', change.kind)}</span>
        <b class="grow">{titleOf(change)}</b>
        <span class="soft small-text">{change.by}, {dayAndTime(change.at)}</span>
        {change.ref && <button type="button" class="button small" onClick={() => change.ref && openText(change.ref)}>{t('open_text')}</button>}
        {may('edit_draft') && (
          <button type="button" class="button small" onClick={() => void edit(api.undoChange(change.id), t('undone'))}>
            <Icon name="undo" size={14} />{t('undo')}
          </button>
        )}
      </div>
      <Difference before={change.before ?? ''} after={change.after ?? ''} />
    </li>
  );
}

function Checked({now}: {now: Draft}) {
  const running = checking.now.value;
  if (running.state === 'running') {
    return (
      <>
        <Progress job={running.job} cancel={() => checking.cancel()} />
        {running.job && <Results failures={running.job.progress.failures} />}
      </>
    );
  }
  if (running.state === 'failed') return <Failure message={running.message} />;
  const {checked} = now;
  if (!checked) return <p class="notice">{t('draft_unchecked')}</p>;
  const errors = checked.findings.filter(one => one.level === 'error');
  return (
    <>
      <p class={`notice ${checked.ok ? 'good' : 'bad'}`} role="status">
        {checked.ok ? t('draft_ready', {n: checked.passed}) : t('draft_refused', {errors: errors.length, failed: checked.failed})}
      </p>
      {errors.length > 0 && <section class="card"><header><h2>{t('check')}</h2></header><div class="body"><Findings findings={errors} open={openText} /></div></section>}
      <Results failures={checked.failures} />
    </>
  );
}

export function DraftView() {
  const known = draft.now.value;
  if (known.state === 'waiting') return <Waiting />;
  if (known.state === 'failed') return <Failure message={known.message} again={() => void draft.load()} />;
  const now = known.value;
  if (!now.changes.length)
    return <section class="card"><Empty icon="check" title={t('no_draft_title')}><p>{t('no_draft')}</p></Empty></section>;
  return (
    <div class="stack loose">
      {now.conflicts.length > 0 && <p class="notice warn">{t('draft_conflicts', {files: now.conflicts.join(', ')})}</p>}
      <Checked now={now} />
      <section class="card">
        <header><h2>{t('changes_count', {n: now.changes.length})}</h2></header>
        <ul class="results">{now.changes.map(change => <Change key={change.id} change={change} />)}</ul>
      </section>
      {now.files && (
        <section class="card"><header><h2>{t('files_changed')}</h2></header><div class="body stack"><Files files={now.files} /></div></section>
      )}
    </div>
  );
}
