// One message from its receipt to the delivery of its reply.
import {useEffect, useMemo, useState} from 'preact/hooks';
import * as api from '../../api/api';
import {messageOf} from '../../api/client';
import {Dialog} from '../../parts/dialog';
import {TextField} from '../../parts/field';
import {Icon} from '../../parts/icon';
import {resource} from '../../parts/loaded';
import {Failure, Waiting} from '../../parts/states';
import {may} from '../../session';
import {clockSeconds, number, t} from '../../words/words';

const reason_min = 10;

function UnmaskDialog({unmask, close}: {unmask: (reason: string) => Promise<void>; close: () => void}) {
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState('');
  const submit = () => void unmask(reason.trim()).then(close, (error: unknown) => setProblem(messageOf(error)));
  const footer = (
    <>
      <button type="button" class="button" onClick={close}>{t('cancel')}</button>
      <button type="button" class="button main" disabled={reason.trim().length < reason_min} onClick={submit}>{t('unmask')}</button>
    </>
  );
  return (
    <Dialog title={t('unmask')} close={close} footer={footer}>
      {problem && <Failure message={problem} />}
      <p>{t('unmask_about')}</p>
      <TextField label={t('reason')} value={reason} autofocus maxLength={200} hint={t('reason_hint')}
                 onInput={event => setReason(event.currentTarget.value)} />
    </Dialog>
  );
}

const span = (ms: number) => (ms < 1000 ? t('milliseconds', {n: number(ms, 1)}) : t('seconds', {n: number(ms / 1000, 1)}));

export function MessageTimeline({of, close}: {of: number; close: () => void}) {
  const known = useMemo(() => resource(() => api.timeline(of)), [of]);
  const [asking, setAsking] = useState(false);
  const [open, setOpen] = useState(false);
  useEffect(() => { void known.load(); }, [known]);
  const now = known.now.value;
  const unmask = async (reason: string) => {
    known.put(await api.unmask(of, reason));
    setOpen(true);
  };
  return (
    <aside class="card timeline" aria-label={t('timeline')}>
      <header>
        <h2>{t('timeline')}</h2>
        {open && <span class="badge warn">{t('unmasked')}</span>}
        {may('unmask') && !open && (
          <button type="button" class="button small" onClick={() => setAsking(true)}><Icon name="eye" size={16} />{t('unmask')}</button>
        )}
        <button type="button" class="button quiet small" aria-label={t('close')} onClick={close}><Icon name="close" /></button>
      </header>
      <div class="body">
        {now.state === 'waiting' && <Waiting />}
        {now.state === 'failed' && <Failure message={now.message} again={() => void known.load()} />}
        {now.state === 'ready' && (
          <ol class="steps-of">
            {now.value.timeline.map((step, at) => (
              <li key={at}>
                <div class="row"><b class="grow">{step.title}</b><span class="soft small-text">+{span(step.after_ms)}</span></div>
                <time class="soft small-text">{clockSeconds(step.at)}</time>
                {step.words && <p class="block">{step.words}</p>}
              </li>
            ))}
          </ol>
        )}
      </div>
      {asking && <UnmaskDialog unmask={unmask} close={() => setAsking(false)} />}
    </aside>
  );
}
