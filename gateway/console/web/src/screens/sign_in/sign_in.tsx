import {useState} from 'preact/hooks';
import * as api from '../../api/api';
import {messageOf} from '../../api/client';
import {TextField} from '../../parts/field';
import {Failure} from '../../parts/states';
import {enter} from '../../session';
import {t} from '../../words/words';
import {Frame} from './frame';

export function SignIn() {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      enter(await api.signIn(name.trim(), password));
    } catch (error) {
      setProblem(messageOf(error));
      setPassword('');
      setBusy(false);
    }
  };
  return (
    <Frame title="Sapa" about={t('sign_in_about')}>
      <form class="stack loose" onSubmit={submit}>
        {problem && <Failure message={problem} />}
        <TextField label={t('account_name')} value={name} autocomplete="username" autofocus required
                   autocapitalize="none" spellcheck={false} onInput={event => setName(event.currentTarget.value)} />
        <TextField label={t('password')} type="password" value={password} autocomplete="current-password" required
                   onInput={event => setPassword(event.currentTarget.value)} />
        <button type="submit" class="button main" disabled={busy}>{t('sign_in')}</button>
      </form>
    </Frame>
  );
}
