// Something fetched: waiting, there, or failed with a message to show. A later fetch overtakes an earlier one.
import {signal, type ReadonlySignal} from '@preact/signals';
import {messageOf} from '../api/client';

export type Loaded<T> = {state: 'waiting'} | {state: 'ready'; value: T} | {state: 'failed'; message: string};

export interface Resource<T> {
  readonly now: ReadonlySignal<Loaded<T>>;
  load(): Promise<void>;
  put(value: T): void;
}

export function resource<T>(fetching: () => Promise<T>): Resource<T> {
  const now = signal<Loaded<T>>({state: 'waiting'});
  let round = 0;
  return {
    now,
    put: value => { now.value = {state: 'ready', value}; },
    async load() {
      const mine = ++round;
      try {
        const value = await fetching();
        if (mine === round) now.value = {state: 'ready', value};
      } catch (error) {
        if (mine === round) now.value = {state: 'failed', message: messageOf(error)};
      }
    },
  };
}
