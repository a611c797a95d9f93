// Long work on the gateway: asked for until it ends.
import {signal, type ReadonlySignal} from '@preact/signals';
import * as api from '../api/api';
import {messageOf} from '../api/client';
import type {Job} from '../api/types';

export type Work<Result> =
  | {state: 'idle'}
  | {state: 'running'; job: Job<Result> | null}
  | {state: 'done'; result: Result}
  | {state: 'failed'; message: string};

export interface Worker<Result> {
  readonly now: ReadonlySignal<Work<Result>>;
  start(begin: () => Promise<Job<Result>>): Promise<Result | null>;
  cancel(): void;
  forget(): void;
}

const poll_ms = 300;
const pause = () => new Promise(resolve => setTimeout(resolve, poll_ms));
const sentence = (error: Job<unknown>['error']) => (typeof error === 'string' ? error : error?.message ?? '');

export function worker<Result>(): Worker<Result> {
  const now = signal<Work<Result>>({state: 'idle'});
  const follow = async (begin: () => Promise<Job<Result>>) => {
    let job = await begin();
    while (job.state === 'running') {
      now.value = {state: 'running', job};
      await pause();
      job = await api.job<Result>(job.id);
    }
    if (job.state === 'done' && job.result) now.value = {state: 'done', result: job.result};
    else if (job.state === 'cancelled') now.value = {state: 'idle'};
    else now.value = {state: 'failed', message: sentence(job.error)};
    return job.state === 'done' ? job.result : null;
  };
  return {
    now,
    async start(begin) {
      now.value = {state: 'running', job: null};
      try {
        return await follow(begin);
      } catch (error) {
        now.value = {state: 'failed', message: messageOf(error)};
        return null;
      }
    },
    cancel() {
      if (now.value.state === 'running' && now.value.job) void api.cancelJob(now.value.job.id).catch(() => {});
    },
    forget() { now.value = {state: 'idle'}; },
  };
}
