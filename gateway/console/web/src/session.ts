// Who is signed in, and what that account may do.
import {signal} from '@preact/signals';
import * as api from './api/api';
import {ApiError, messageOf, useCsrf, whenSignedOut} from './api/client';
import type {Role, Session} from './api/types';

export type Standing =
  | {at: 'waiting'}
  | {at: 'unreachable'; message: string}
  | {at: 'out'}
  | {at: 'in'; session: Session};

export const standing = signal<Standing>({at: 'waiting'});
export const may = (what: keyof Session['may']) => standing.value.at === 'in' && standing.value.session.may[what];
export const roles: readonly Role[] = ['agent', 'lead', 'admin'];
export const myName = () => (standing.value.at === 'in' ? standing.value.session.name : '');

export function enter(session: Session) {
  useCsrf(session.csrf);
  standing.value = {at: 'in', session};
}

whenSignedOut(() => { standing.value = {at: 'out'}; });

export async function resume() {
  standing.value = {at: 'waiting'};
  try {
    enter(await api.session());
  } catch (error) {
    if (error instanceof ApiError && error.code === 'signed_out') return;
    standing.value = {at: 'unreachable', message: messageOf(error)};
  }
}

export async function leave() {
  await api.signOut().catch(() => {});
  standing.value = {at: 'out'};
}
