// Which answer or reply stands in the editor, and which of its texts was asked for.
import {signal} from '@preact/signals';
import type {TextRef} from '../../api/types';

export interface Opened {
  kind: 'answer' | 'reply';
  key: string;
  text?: TextRef;
}

export type View = 'cari' | 'draf' | 'antrean' | 'versi';

export const opened = signal<Opened | null>(null);
export const view = signal<View>('cari');

export function openText(text: TextRef) {
  opened.value = {kind: text.kind === 'answer' || text.kind === 'answer_title' ? 'answer' : 'reply', key: text.key, text};
  view.value = 'cari';
}
