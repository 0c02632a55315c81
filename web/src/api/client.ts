import type { ConfigurationRemark, Problem } from './types';

/** An answer that is none: what went wrong, in words for people. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly remarks: ConfigurationRemark[] = [],
  ) {
    super(detail || title);
  }
}

let csrf: string | null = null;
let onUnauthorized: () => void = () => {};

/** What goes with every change, from the session. */
export function useCsrf(token: string | null): void {
  csrf = token;
}

/** Called when the node no longer knows who asks. */
export function whenUnauthorized(action: () => void): void {
  onUnauthorized = action;
}

async function problemOf(response: Response): Promise<ApiError> {
  let problem: Problem = {};
  if (response.headers.get('content-type')?.includes('json')) problem = (await response.json().catch(() => ({}))) as Problem;
  const title = problem.title ?? (response.statusText || `Status ${response.status}`);
  return new ApiError(response.status, title, problem.detail ?? '', problem.remarks ?? []);
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, 'No answer', 'The node does not answer. It may be restarting, or the network between is broken.');
  }
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (response.status === 401 && !path.endsWith('/session')) onUnauthorized();
  throw problem;
}

/** Asks for JSON. Path such as `/api/v1/slos`; throws {@link ApiError}. */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await ask(path, { headers: { accept: 'application/json' }, ...(signal && { signal }) });
  return (await response.json()) as T;
}

/** Why a stream is not given, in words; empty when it is. The browser's own client of streams does not tell. */
export async function probe(path: string): Promise<string> {
  const abort = new AbortController();
  try {
    await ask(path, { headers: { accept: 'text/event-stream' }, signal: abort.signal });
    return '';
  } catch (error) {
    return messageOf(error);
  } finally {
    abort.abort();
  }
}

/** Asks for text, such as a post-mortem. */
export async function getText(path: string, accept = 'text/plain'): Promise<string> {
  return (await ask(path, { headers: { accept } })).text();
}

/** Changes something; the answer's JSON, or undefined where there is none. */
export async function send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T | undefined> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (csrf) headers['x-perdure-csrf'] = csrf;
  const response = await ask(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const text = await response.text();
  return text ? (JSON.parse(text) as T) : undefined;
}

/** The message of anything thrown, for people. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiError) return error.detail ? `${error.title}: ${error.detail}` : error.title;
  return error instanceof Error ? error.message : String(error);
}

/** A path with its variable parts encoded: path`/api/v1/flags/${name}`. */
export function path(parts: TemplateStringsArray, ...values: (string | number)[]): string {
  return parts.reduce((whole, part, i) => whole + encodeURIComponent(values[i - 1] ?? '') + part);
}
