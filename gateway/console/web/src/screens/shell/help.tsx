// The keys that work here.
import {Dialog} from '../../parts/dialog';
import type {Shortcut} from '../../shortcuts';
import {t} from '../../words/words';
import {composerKeys, cobaKeys} from '../coba/keys';

const name = (keys: string) =>
  keys.replace('ArrowUp', '↑').replace('ArrowDown', '↓').replace('Escape', 'Esc').replace(/\b[a-z]$/, letter => letter.toUpperCase());

function Keys({title, keys}: {title: string; keys: readonly Pick<Shortcut, 'keys' | 'word'>[]}) {
  return (
    <div class="keys">
      <h3>{title}</h3>
      {keys.map(one => [
        <span key={one.keys}>{name(one.keys).split('+').map(key => <kbd key={key}>{key}</kbd>)}</span>,
        <span key={`${one.keys} what`}>{t(one.word)}</span>,
      ])}
    </div>
  );
}

export function Help({close, screens}: {close: () => void; screens: readonly Shortcut[]}) {
  return (
    <Dialog title={t('help_title')} close={close} wide>
      <p class="soft">{t('help_about')}</p>
      <div class="key-columns">
        <div>
          <Keys title={t('keys_everywhere')} keys={screens} />
          <Keys title={t('keys_composer')} keys={composerKeys} />
        </div>
        <Keys title={t('keys_coba')} keys={cobaKeys} />
      </div>
    </Dialog>
  );
}
