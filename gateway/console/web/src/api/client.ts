// One call to the console's API: language, CSRF token, and failures as one type with a sentence for people.
import {t, tongue} from '../words/words';

export class ApiError extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly field = '',
              readonly body: unknown = null) {
    super(message);
  }
}

let csrf = '';
let onSignedOut = () => {};

export function useCsrf(token: string) { csrf = token; }
export function whenSignedOut(listener: () => void) { onSignedOut = listener; }

export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

interface ErrorBody { error?: {code?: string; message?: string; field?: string} }

async function failureOf(response: Response): Promise<ApiError> {
  const body: ErrorBody = await response.json().catch(() => ({}));
  const {code = 'failed', message = t('failed_status', {status: response.status}), field = ''} = body.error ?? {};
  return new ApiError(response.status, code, message, field, body);
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = {'Accept-Language': tongue.value};
  if (method !== 'GET') Object.assign(headers, {'Content-Type': 'application/json', 'X-CSRF-Token': csrf});
  const request: RequestInit = {method, headers, credentials: 'same-origin'};
  if (method !== 'GET') request.body = JSON.stringify(body ?? {});
  let response: Response;
  try {
    response = await fetch(`/api/console/${path}`, request);
  } catch {
    throw new ApiError(0, 'unreachable', t('unreachable'));
  }
  if (response.ok) return response.json() as Promise<T>;
  const failure = await failureOf(response);
  if (failure.code === 'signed_out') onSignedOut();
  throw failure;
}

export const get = <T>(path: string) => call<T>('GET', path);
export const post = <T>(path: string, body?: unknown) => call<T>('POST', path, body);
export const put = <T>(path: string, body: unknown) => call<T>('PUT', path, body);
export const remove = <T>(path: string) => call<T>('DELETE', path);
