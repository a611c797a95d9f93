// The bar and the screen below it.
import type {ComponentType} from 'preact';
import {lazy, Suspense} from 'preact/compat';
import {useMemo, useState} from 'preact/hooks';
import type {Session} from '../../api/types';
import {Icon, type IconName} from '../../parts/icon';
import {Waiting} from '../../parts/states';
import {addressOf, go, screen, screens, type Screen} from '../../route';
import {useShortcuts, type Shortcut} from '../../shortcuts';
import {t, type Word} from '../../words/words';
import logo from '../../style/sapa.svg';
import {Help} from './help';
import {LanguageChoice} from './language_choice';
import {UserMenu} from './user_menu';

const icons: Record<Screen, IconName> = {
  coba: 'phone', alur: 'flow', uji: 'test', pengetahuan: 'knowledge', percakapan: 'bubble', akun: 'people',
};
// Each screen is a file of its own, fetched when it is first opened.
const pages: Record<Screen, ComponentType> = {
  coba: lazy(() => import('../coba/coba')),
  alur: lazy(() => import('../alur/alur')),
  uji: lazy(() => import('../uji/uji')),
  pengetahuan: lazy(() => import('../pengetahuan/pengetahuan')),
  percakapan: lazy(() => import('../percakapan/percakapan')),
  akun: lazy(() => import('../akun/akun')),
};
const titles = Object.fromEntries(screens.map(name => [name, `screen_${name}`])) as Record<Screen, Word>;

export function shown(session: Session): Screen[] {
  return screens.filter(name => name === 'akun' ? session.may.accounts : name !== 'percakapan' || session.may.search);
}

export function Shell({session}: {session: Session}) {
  const [help, setHelp] = useState(false);
  const names = shown(session);
  const shortcuts = useMemo<Shortcut[]>(() => [
    {keys: '?', word: 'key_help', run: () => setHelp(true)},
    ...names.map((name, at): Shortcut => ({keys: `Alt+${at + 1}`, word: titles[name], run: () => go(name)})),
  ], [session]);
  useShortcuts(shortcuts);
  const now = names.includes(screen.value) ? screen.value : 'coba';
  const Page = pages[now];
  return (
    <div class="shell">
      <a class="skip" href="#isi" onClick={event => {
        event.preventDefault();
        document.getElementById('isi')?.focus();
      }}>{t('skip_to_content')}</a>
      <header class="bar">
        <div class="mark"><img src={logo} alt="" width={26} height={26} /><span>Sapa</span></div>
        <nav aria-label={t('screens')}>
          <ul>
            {names.map(name => (
              <li key={name}>
                <a href={addressOf(name)} aria-current={name === now ? 'page' : undefined}>
                  <Icon name={icons[name]} />{t(titles[name])}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <LanguageChoice />
        <button type="button" class="button quiet small" onClick={() => setHelp(true)} aria-label={t('help')}>
          <Icon name="help" />
        </button>
        <UserMenu session={session} />
      </header>
      <main id="isi" tabIndex={-1}>
        <Suspense fallback={<Waiting />}><Page key={now} /></Suspense>
      </main>
      {help && <Help close={() => setHelp(false)} screens={shortcuts} />}
    </div>
  );
}
