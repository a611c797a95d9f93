// Which answer or reply stands in the editor, and which of its texts was asked for.
import {signal} from '@preact/signals';
import type {TextRef} from '../../api/types';

export interface Opened {
  kind: 'answer' | 'reply' | 'title';
  key: string;
  text?: TextRef;
}

export type View = 'cari' | 'draf' | 'antrean' | 'versi';

export const opened = signal<Opened | null>(null);
export const view = signal<View>('cari');

const editors = {answer: 'answer', answer_title: 'answer', reply: 'reply', title: 'title', about: 'title'} as const;

export function openText(text: TextRef) {
  opened.value = {kind: editors[text.kind], key: text.key, text};
  view.value = 'cari';
}
