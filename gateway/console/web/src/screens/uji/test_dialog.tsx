// One test file: read; saved ones can be changed or removed.
import {useEffect, useMemo, useState} from 'preact/hooks';
import * as api from '../../api/api';
import {messageOf} from '../../api/client';
import type {TestRef} from '../../api/types';
import {Dialog} from '../../parts/dialog';
import {TextArea} from '../../parts/field';
import {resource} from '../../parts/loaded';
import {Failure, Waiting} from '../../parts/states';
import {tell} from '../../parts/toasts';
import {may, myName} from '../../session';
import {t} from '../../words/words';

interface TestDialogProps { of: TestRef; author: string; run: () => void; changed: () => void; close: () => void }

export function TestDialog({of, author, run, changed, close}: TestDialogProps) {
  const file = useMemo(() => resource(() => api.test(of)), [of.folder, of.name]);
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  useEffect(() => {
    void file.load().then(() => {
      const now = file.now.value;
      if (now.state === 'ready') setText(now.value.text);
    });
  }, [file]);
  const known = file.now.value;
  const saved = of.folder === 'saved';
  const mayRemove = saved && (author === myName() || may('publish'));
  const doing = (work: Promise<unknown>, told: string) => void work.then(() => {
    tell(told);
    changed();
    close();
  }, (error: unknown) => setProblem(messageOf(error)));
  const footer = (
    <>
      {mayRemove && (
        <button type="button" class="button danger" onClick={() => doing(api.removeTest(of.name), t('test_removed'))}>{t('remove')}</button>
      )}
      <span class="grow" />
      <button type="button" class="button" onClick={() => {
        close();
        run();
      }}>{t('run')}</button>
      {saved && (
        <button type="button" class="button main" disabled={known.state !== 'ready' || text === known.value.text}
                onClick={() => doing(api.saveTest(of.name, text, true), t('test_saved', {name: of.name}))}>{t('save')}</button>
      )}
    </>
  );
  return (
    <Dialog title={of.name} close={close} footer={footer} wide>
      {problem && <Failure message={problem} />}
      {known.state === 'waiting' && <Waiting />}
      {known.state === 'failed' && <Failure message={known.message} />}
      {known.state === 'ready' && (
        <TextArea label={t('test_text')} class="input mono" rows={20} value={text} readOnly={!saved} spellcheck={false}
                  hint={saved ? undefined : t('test_shipped')} onInput={event => setText(event.currentTarget.value)} />
      )}
    </Dialog>
  );
}
