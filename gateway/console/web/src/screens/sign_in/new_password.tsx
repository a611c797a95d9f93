// A new password: forced after a one-time one, or wished for.
import {useState} from 'preact/hooks';
import * as api from '../../api/api';
import {ApiError, messageOf} from '../../api/client';
import {TextField} from '../../parts/field';
import {Failure} from '../../parts/states';
import {tell} from '../../parts/toasts';
import {enter, leave} from '../../session';
import {t} from '../../words/words';
import {Frame} from './frame';

export function NewPassword({forced = false}: {forced?: boolean}) {
  return (
    <Frame title={t('new_password')} about={t(forced ? 'new_password_forced' : 'new_password_about')}>
      <PasswordForm done={() => {}} />
      <div class="foot">
        <button type="button" class="button quiet small" onClick={() => void leave()}>{t('sign_out')}</button>
      </div>
    </Frame>
  );
}

export function PasswordForm({done}: {done: () => void}) {
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const [again, setAgain] = useState('');
  const [problem, setProblem] = useState<{field: string; message: string} | null>(null);
  const wrong = (field: string) => (problem?.field === field ? true : undefined);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (fresh !== again) return setProblem({field: 'again', message: t('passwords_differ')});
    try {
      enter(await api.changePassword(old, fresh));
      tell(t('password_changed'));
      done();
    } catch (error) {
      setProblem({field: error instanceof ApiError ? error.field : '', message: messageOf(error)});
    }
  };
  return (
    <form class="stack loose" onSubmit={submit}>
      {problem && <Failure message={problem.message} />}
      <TextField label={t('password_now')} type="password" value={old} required autofocus aria-invalid={wrong('old')}
                 autocomplete="current-password" onInput={event => setOld(event.currentTarget.value)} />
      <TextField label={t('new_password')} type="password" value={fresh} required minLength={12} hint={t('password_hint')}
                 aria-invalid={wrong('new')} autocomplete="new-password"
                 onInput={event => setFresh(event.currentTarget.value)} />
      <TextField label={t('password_again')} type="password" value={again} required aria-invalid={wrong('again')}
                 autocomplete="new-password" onInput={event => setAgain(event.currentTarget.value)} />
      <button type="submit" class="button main">{t('password_change')}</button>
    </form>
  );
}
