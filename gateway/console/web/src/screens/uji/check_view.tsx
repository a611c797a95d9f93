// The check of the configuration: under way, clean, or what it found.
import type {CheckResult, TextRef} from '../../api/types';
import {Icon} from '../../parts/icon';
import type {Work} from '../../parts/jobs';
import {Failure} from '../../parts/states';
import {go} from '../../route';
import {t} from '../../words/words';
import {openText} from '../pengetahuan/opened';
import {Findings} from './findings';
import {Progress} from './progress';

function open(text: TextRef) {
  openText(text);
  go('pengetahuan');
}

export function CheckView({work, close, cancel}: {work: Work<CheckResult>; close: () => void; cancel: () => void}) {
  if (work.state === 'idle') return null;
  if (work.state === 'running') return <Progress job={work.job} cancel={cancel} />;
  if (work.state === 'failed') return <Failure message={work.message} />;
  const {findings, ok} = work.result;
  const errors = findings.filter(one => one.level === 'error').length;
  return (
    <section class="card" aria-label={t('check')}>
      <header>
        <h2>{t('check')}</h2>
        <span class={`badge ${ok ? 'good' : 'bad'}`}>{ok ? t('check_ok') : t('check_errors', {n: errors})}</span>
        {findings.length > errors && <span class="badge warn">{t('check_warnings', {n: findings.length - errors})}</span>}
        <button type="button" class="button quiet small" aria-label={t('close')} onClick={close}><Icon name="close" size={16} /></button>
      </header>
      <div class="body">
        {findings.length > 0 ? <Findings findings={findings} open={open} /> : <p class="soft">{t('check_clean')}</p>}
      </div>
    </section>
  );
}
