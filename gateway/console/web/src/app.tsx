// The page: signed out, a password to be changed, or the screens below one bar.
import {effect} from '@preact/signals';
import {useEffect} from 'preact/hooks';
import {Failure, Waiting} from './parts/states';
import {Toasts} from './parts/toasts';
import {SignIn} from './screens/sign_in/sign_in';
import {NewPassword} from './screens/sign_in/new_password';
import {Shell} from './screens/shell/shell';
import {resume, standing} from './session';
import {tongue} from './words/words';

effect(() => { document.documentElement.lang = tongue.value; });

function Standing() {
  const now = standing.value;
  if (now.at === 'waiting') return <Waiting />;
  if (now.at === 'unreachable')
    return <div class="sheet"><Failure message={now.message} again={() => void resume()} /></div>;
  if (now.at === 'out') return <SignIn />;
  return now.session.must_change_password ? <NewPassword forced /> : <Shell session={now.session} />;
}

export function App() {
  useEffect(() => { void resume(); }, []);
  return (
    <>
      <Standing key={tongue.value} />
      <Toasts />
    </>
  );
}
