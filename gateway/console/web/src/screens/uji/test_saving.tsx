// A test file to be written: its name, and what happens where one of that name is there already.
import {useState} from 'preact/hooks';
import * as api from '../../api/api';
import {ApiError, messageOf} from '../../api/client';
import {TextField} from '../../parts/field';
import {tell} from '../../parts/toasts';
import {t} from '../../words/words';

export interface Saving {
  name: string;
  call: (name: string) => void;
  exists: boolean;
  problem: string;
  complain: (problem: string) => void;
  save: (text: string) => Promise<void>;
}

export function useTestSaving(first: string, done: () => void): Saving {
  const [name, setName] = useState(first);
  const [exists, setExists] = useState(false);
  const [problem, setProblem] = useState('');
  return {
    name, exists, problem,
    complain: setProblem,
    call(given) {
      setName(given);
      setExists(false);
    },
    async save(text) {
      try {
        await api.saveTest(name, text, exists);
        tell(t('test_saved', {name}));
        done();
      } catch (error) {
        if (error instanceof ApiError && error.code === 'exists') setExists(true);
        setProblem(messageOf(error));
      }
    },
  };
}

export function TestName({saving}: {saving: Saving}) {
  return (
    <TextField label={t('test_name')} value={saving.name} spellcheck={false} hint={t('test_name_hint')}
               onInput={event => saving.call(event.currentTarget.value)} />
  );
}

export function SaveButtons({saving, text, ready, close}: {saving: Saving; text: string; ready: boolean; close: () => void}) {
  return (
    <>
      <button type="button" class="button" onClick={close}>{t('cancel')}</button>
      <button type="button" class="button main" disabled={!ready || !saving.name} onClick={() => void saving.save(text)}>
        {t(saving.exists ? 'test_replace' : 'test_confirm')}
      </button>
    </>
  );
}
