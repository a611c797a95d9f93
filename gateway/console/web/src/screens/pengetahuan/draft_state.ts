// The draft that all agents share: its changes, its check, its publication.
import * as api from '../../api/api';
import {messageOf} from '../../api/client';
import type {Draft, DraftChecked, Published} from '../../api/types';
import {worker} from '../../parts/jobs';
import {resource} from '../../parts/loaded';
import {tell} from '../../parts/toasts';
import {t} from '../../words/words';

export const draft = resource(api.draft);
export const checking = worker<DraftChecked>();
export const publishing = worker<Published>();
export const versions = resource(api.versions);
export const queue = resource(api.queue);

export const changesIn = () => (draft.now.value.state === 'ready' ? draft.now.value.value.changes.length : 0);

// A change to the draft: what was checked before no longer speaks of it.
export async function edit(work: Promise<Draft | {draft: Draft}>, told: string): Promise<boolean> {
  try {
    const made = await work;
    draft.put('draft' in made ? made.draft : made);
    checking.forget();
    tell(told);
    return true;
  } catch (error) {
    tell(messageOf(error), 'bad');
    return false;
  }
}

export async function checkNow() {
  await checking.start(api.checkDraft);
  await draft.load();
}

export async function publishNow(note: string) {
  const result = await publishing.start(() => api.publish(note));
  await Promise.all([draft.load(), versions.load()]);
  if (result?.ok) {
    checking.forget();
    tell(t('published', {n: result.version.number}));
  }
  return result?.ok ?? false;
}

export async function dropNow() {
  try {
    await api.dropDraft();
    checking.forget();
    tell(t('draft_dropped'));
  } catch (error) {
    tell(messageOf(error), 'bad');
  }
  await draft.load();
}

export async function serveNow(number: number) {
  try {
    const {version} = await api.serveVersion(number);
    tell(t('version_served', {n: version.number, back: number}));
  } catch (error) {
    tell(messageOf(error), 'bad');
  }
  await Promise.all([draft.load(), versions.load()]);
}
