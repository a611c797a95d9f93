// The play that is tried out: its tree of turns, what is shown of it, and what the agent does to it.
import {batch, computed, signal} from '@preact/signals';
import * as api from '../../api/api';
import {ApiError, messageOf} from '../../api/client';
import type {Action, Entry, HandsetChoice, Message, Play, PlayNode} from '../../api/types';
import {resource} from '../../parts/loaded';
import {tell} from '../../parts/toasts';
import {pathTo} from './tree';

const kept = 'sapa.play';
const busy_ms = 100;

export const world = resource(api.world);
export const play = signal<Play | null>(null);
export const problem = signal('');
export const target = signal<number | 'all'>('all');
const chosen = signal<{node: string; handset: number} | null>(null);

export const defaultHandsets: HandsetChoice[] = [
  {channel: 'sms', language: 'id', persona: 'registered', bundle: 'live'},
  {channel: 'whatsapp', language: 'id', persona: 'registered', bundle: 'live'},
];

// From the start to the turn that is shown.
export const path = computed<PlayNode[]>(() => (play.value ? pathTo(play.value.nodes, play.value.head) : []));

// The turn that is explained: the chosen one while it is on the path, else the newest with something to explain.
export const explained = computed(() => {
  const pick = chosen.value;
  if (pick && path.value.some(node => node.id === pick.node)) return pick;
  const node = path.value.findLast(one => one.entries.some(entry => entry.has_why));
  const entry = node?.entries.find(one => one.has_why);
  return node && entry ? {node: node.id, handset: entry.handset} : null;
});

export function explain(node: string, handset: number) { chosen.value = {node, handset}; }

// The neighbour, on the path, of the turn that is explained.
export function explainNeighbour(step: 1 | -1) {
  const now = explained.value;
  const turns = path.value.filter(node => node.entries.some(entry => entry.has_why));
  const next = turns[turns.findIndex(node => node.id === now?.node) + step];
  if (!now || !next) return;
  const same = next.entries.find(entry => entry.handset === now.handset && entry.has_why);
  explain(next.id, (same ?? next.entries.find(entry => entry.has_why))?.handset ?? 0);
}

function show(whole: Play) {
  sessionStorage.setItem(kept, whole.id);
  batch(() => {
    play.value = whole;
    problem.value = '';
    if (target.value !== 'all' && target.value >= whole.handsets.length) target.value = 'all';
  });
}

function merge(news: api.Progress) {
  const now = play.value;
  if (!now) return;
  // A receipt that failed brings an older node again, changed.
  const nodes = new Map([...now.nodes, ...news.nodes].map(node => [node.id, node]));
  show({...now, ...news, nodes: [...nodes.values()]});
}

// A play that the gateway no longer has gives way to a new one.
function gone(error: unknown): Promise<Play> {
  if (error instanceof ApiError && error.code === 'not_found') return api.startPlay(defaultHandsets);
  throw error;
}

// The play of this window, if the gateway still has it; else a new one.
export async function resumePlay() {
  void world.load();
  const id = play.value?.id ?? sessionStorage.getItem(kept);
  try {
    show(await (id ? api.play(id).catch(gone) : api.startPlay(defaultHandsets)));
  } catch (error) {
    problem.value = messageOf(error);
  }
}

const later = () => new Promise(resolve => setTimeout(resolve, busy_ms));

// One request after the other, so that what is typed quickly arrives in its order and at the play it was meant for.
let last = Promise.resolve();

function inTurn(request: () => Promise<void>): Promise<void> {
  last = last.then(request).catch((error: unknown) => tell(messageOf(error), 'bad'));
  return last;
}

// A play that is still replaying is asked again; one that the gateway no longer has is begun anew.
const change = (request: (id: string) => Promise<void>) => inTurn(async () => {
  const now = play.value;
  while (now) {
    try {
      return await request(now.id);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 'not_found') return begin(now.handsets.map(choiceOf));
      if (error.code !== 'busy') throw error;
      await later();
    }
  }
});

async function begin(handsets: HandsetChoice[]) {
  show(await api.startPlay(handsets));
  chosen.value = null;
}

export const start = (handsets: HandsetChoice[]) => inTurn(() => begin(handsets));

export const choiceOf = ({channel, language, persona, bundle, phone}: HandsetChoice): HandsetChoice =>
  ({channel, language, persona, bundle, ...(phone ? {phone} : {})});

export const act = (action: Action) => change(async id => merge(await api.act(id, action)));
export const rewind = (node: string) => change(async id => {
  merge(await api.moveHead(id, node));
  chosen.value = null;
});
export const refresh = () => change(async id => show(await api.refreshPlay(id)));
export const useHandsets = (handsets: HandsetChoice[]) => change(async id => show(await api.useHandsets(id, handsets)));

export function say(message: Message, handset: number | 'all' = target.value) {
  chosen.value = null;
  return act({do: 'say', message, ...(handset === 'all' ? {} : {handsets: [handset]})});
}

export function rewindOne() {
  const parent = path.value.at(-1)?.parent;
  return parent ? rewind(parent) : Promise.resolve();
}

export const toggleCore = () => act({do: 'core', core: play.value?.faults.core === 'normal' ? 'down' : 'normal'});

// What was typed on the path, newest first, each text once.
export const typed = computed(() => {
  const texts = path.value.flatMap(({action}) => (action?.do === 'say' && action.message.kind === 'text'
    ? [action.message.text] : [])).reverse();
  return [...new Set(texts)];
});

export interface Line { node: PlayNode; entry: Entry | null }

// What one handset shows: its part of each turn on the path; null: the turn touched no handset (clock, faults).
export function linesOf(handset: number): Line[] {
  return path.value.filter(node => node.kind !== 'start').flatMap((node): Line[] => {
    if (!node.entries.length) return [{node, entry: null}];
    return node.entries.filter(entry => entry.handset === handset).map(entry => ({node, entry}));
  });
}
