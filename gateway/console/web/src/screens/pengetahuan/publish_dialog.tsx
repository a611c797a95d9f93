// Publication: a note, then check and tests anew on the gateway; refused with what is wrong.
import {useEffect, useState} from 'preact/hooks';
import {Dialog} from '../../parts/dialog';
import {TextField} from '../../parts/field';
import {Failure} from '../../parts/states';
import {t} from '../../words/words';
import {Findings} from '../uji/findings';
import {Progress} from '../uji/progress';
import {Results} from '../uji/results';
import {changesIn, publishing, publishNow} from './draft_state';
import {openText} from './opened';

export function PublishDialog({close}: {close: () => void}) {
  const [note, setNote] = useState('');
  useEffect(() => () => publishing.forget(), []);
  const now = publishing.now.value;
  const busy = now.state === 'running';
  const refused = now.state === 'done' && !now.result.ok ? now.result : null;
  const publish = () => void publishNow(note.trim()).then(done => { if (done) close(); });
  const footer = (
    <>
      <button type="button" class="button" onClick={close}>{t('cancel')}</button>
      <button type="button" class="button main" disabled={busy || !note.trim()} onClick={publish}>{t('publish_now')}</button>
    </>
  );
  return (
    <Dialog title={t('publish')} close={close} footer={footer}>
      <p>{t('publish_about', {n: changesIn()})}</p>
      <TextField label={t('note')} value={note} autofocus maxLength={200} placeholder={t('note_hint')} disabled={busy}
                 onInput={event => setNote(event.currentTarget.value)} />
      {now.state === 'running' && <Progress job={now.job} cancel={() => publishing.cancel()} />}
      {now.state === 'failed' && <Failure message={now.message} />}
      {refused && (
        <>
          <p class="notice bad" role="alert">{t('publish_refused')}</p>
          <Findings findings={refused.check.findings.filter(one => one.level === 'error')} open={text => {
            close();
            openText(text);
          }} />
          {refused.tests && <Results failures={refused.tests.results.filter(one => one.state === 'failed')} />}
        </>
      )}
    </Dialog>
  );
}
