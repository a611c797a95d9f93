// The keys of this screen, for the listeners and for the help overlay.
import type {Shortcut} from '../../shortcuts';

type Key = Pick<Shortcut, 'keys' | 'word'>;

export const composerKeys: readonly Key[] = [
  {keys: 'Enter', word: 'key_send'},
  {keys: 'ArrowUp', word: 'key_earlier'},
  {keys: 'ArrowDown', word: 'key_later'},
  {keys: 'Escape', word: 'key_empty'},
];

export const cobaKeys = [
  {keys: '/', word: 'key_compose'},
  {keys: 'Alt+t', word: 'key_target'},
  {keys: 'Alt+ArrowUp', word: 'key_turn_before'},
  {keys: 'Alt+ArrowDown', word: 'key_turn_after'},
  {keys: 'Alt+z', word: 'key_rewind'},
  {keys: 'Alt+m', word: 'key_minute'},
  {keys: 'Alt+j', word: 'key_half_hour'},
  {keys: 'Alt+n', word: 'key_timer'},
  {keys: 'Alt+c', word: 'key_core'},
  {keys: 'Alt+k', word: 'key_why'},
  {keys: 'Alt+s', word: 'key_save'},
  {keys: 'Alt+b', word: 'key_new'},
] as const satisfies readonly Key[];

export type CobaKey = (typeof cobaKeys)[number]['keys'];
