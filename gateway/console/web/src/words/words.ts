// What the page says, in the language that the agent chose. One table a language; Indonesian is the first.
import {signal} from '@preact/signals';
import {en} from './en';
import {id} from './id';

export type Word = keyof typeof id;
export type Tongue = 'id' | 'en';

const kept = 'sapa.tongue';
const tables: Record<Tongue, Record<Word, string>> = {id, en};

export const tongue = signal<Tongue>(localStorage.getItem(kept) === 'en' ? 'en' : 'id');

export function speak(language: Tongue) {
  localStorage.setItem(kept, language);
  tongue.value = language;
}

// "{name}" in a text takes the value of that name.
export function t(word: Word, values: Record<string, string | number> = {}): string {
  return tables[tongue.value][word].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

// The word for a value of the gateway, where the table knows one; else the value itself.
export function named(kind: string, value: string): string {
  const word = `${kind}_${value}`;
  const texts: Record<string, string> = tables[tongue.value];
  return texts[word] ?? value;
}

const locale = () => (tongue.value === 'id' ? 'id-ID' : 'en-GB');
const zone = 'Asia/Jakarta';

export const number = (value: number, digits = 0) =>
  new Intl.NumberFormat(locale(), {maximumFractionDigits: digits}).format(value);
export const clockTime = (at: number | string) =>
  new Intl.DateTimeFormat(locale(), {hour: '2-digit', minute: '2-digit', timeZone: zone}).format(new Date(at));
export const clockSeconds = (at: number | string) =>
  new Intl.DateTimeFormat(locale(), {hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone: zone})
    .format(new Date(at));
export const dayAndTime = (at: number | string) =>
  new Intl.DateTimeFormat(locale(), {day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit',
                                     minute: '2-digit', timeZone: zone}).format(new Date(at));
export const dayAndMinute = (at: number | string) =>
  new Intl.DateTimeFormat(locale(), {day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: zone})
    .format(new Date(at));
