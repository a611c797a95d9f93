// The screen that the address names: #/coba, #/uji, ... and what stands behind a second slash.
import {computed, signal} from '@preact/signals';

export const screens = ['coba', 'alur', 'uji', 'pengetahuan', 'percakapan', 'akun'] as const;
export type Screen = (typeof screens)[number];

const hash = signal(location.hash);
addEventListener('hashchange', () => { hash.value = location.hash; });

const parts = computed(() => hash.value.replace(/^#\/?/, '').split('/').map(decodeURIComponent));

export const screen = computed<Screen>(() => screens.find(name => name === parts.value[0]) ?? 'coba');
export const detail = computed(() => parts.value.slice(1).join('/'));

export const addressOf = (name: Screen, more = '') => `#/${name}${more ? `/${encodeURIComponent(more)}` : ''}`;

export function go(name: Screen, more = '') {
  location.hash = addressOf(name, more);
}
