// Long work under way: how far, what now, and a way to stop it.
import type {Job} from '../../api/types';
import {t} from '../../words/words';

export function Progress({job, cancel}: {job: Job<unknown> | null; cancel: () => void}) {
  const {done = 0, total = 0, now = ''} = job?.progress ?? {};
  return (
    <div class="progress" role="status">
      <div class="row">
        <span class="spinner" aria-hidden="true" />
        <b>{total > 0 ? t('progress', {done, total}) : t('beginning')}</b>
        <span class="grow cut soft">{now}</span>
        <button type="button" class="button small" onClick={cancel}>{t('stop')}</button>
      </div>
      <progress value={done} max={Math.max(1, total)} aria-label={t('progress_label')} />
    </div>
  );
}
