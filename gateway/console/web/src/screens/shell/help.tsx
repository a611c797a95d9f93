// The keys, and where the guide is.
import {Dialog} from '../../parts/dialog';
import type {Shortcut} from '../../shortcuts';
import {t, type Word} from '../../words/words';
import {composerKeys, cobaKeys} from '../coba/keys';

const groups: {title: Word; keys: readonly Pick<Shortcut, 'keys' | 'word'>[]}[] = [
  {title: 'keys_composer', keys: composerKeys},
  {title: 'keys_coba', keys: cobaKeys},
];

const name = (keys: string) =>
  keys.replace('ArrowUp', '↑').replace('ArrowDown', '↓').replace('Escape', 'Esc').replace('Enter', '↵');

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
    <Dialog title={t('help_title')} close={close}>
      <p class="soft">{t('help_about')}</p>
      <Keys title={t('keys_everywhere')} keys={screens} />
      {groups.map(group => <Keys key={group.title} title={t(group.title)} keys={group.keys} />)}
    </Dialog>
  );
}
