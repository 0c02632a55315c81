import { computed, signal } from '@preact/signals';
import { later } from '../lib/later';
import { now } from '../state/clock';
import { apply } from '../state/store';
import { refillTraffic } from '../state/traffic';
import { checkSession } from '../state/session';
import { probe } from './client';
import type { Frame } from './types';

/** Without news for so long the page says so; a node that is well speaks once a second. */
export const STALE_AFTER_MS = 5_000;
/** Without news for so long the connection is taken for dead, whatever the browser thinks of it. */
const DEAD_AFTER_MS = 25_000;
const RETRY_FIRST_MS = 500;
const RETRY_LONGEST_MS = 10_000;

/** `live` while frames come; `lost` while it is tried to get them again. */
export const streamState = signal<'connecting' | 'live' | 'lost'>('connecting');
/** When the last frame came, by this machine's clock, in ms; 0 before the first. */
export const lastNewsAt = signal(0);
/** What the node says when it gives no stream; empty while it gives one, or says nothing. */
export const streamProblem = signal('');
/** Whether what is shown is old: nobody should take it for how things are. */
export const stale = computed(() => lastNewsAt.value > 0 && now.value - lastNewsAt.value >= STALE_AFTER_MS);

let source: EventSource | null = null;
let retryMs = RETRY_FIRST_MS;
/** When something last came, or the connection was begun: whether it is dead. */
let heardAt = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let watch: ReturnType<typeof setInterval> | undefined;

function take(event: MessageEvent<string>, snapshot: boolean): void {
  const frame = JSON.parse(event.data) as Frame;
  const from = event.target;
  // A snapshot of thousands of instances takes a while to read and a while to sort in: not in one go.
  later(() => from === source && takeIn(frame, snapshot));
}

function takeIn(frame: Frame, snapshot: boolean): void {
  apply(frame, snapshot);
  if (snapshot) refillTraffic();
  heardAt = lastNewsAt.value = Date.now();
  streamState.value = 'live';
  streamProblem.value = '';
  retryMs = RETRY_FIRST_MS;
}

/**
 * Opens the stream. The browser itself reconnects a broken one and says where it was (Last-Event-ID), so that it goes on without a
 * gap; an answer that is no stream (401, 503) it gives up, and then we ask again, later and later.
 */
export function openStream(): void {
  closeStream();
  source = new EventSource('/api/v1/stream');
  source.addEventListener('snapshot', (event) => take(event as MessageEvent<string>, true));
  source.addEventListener('delta', (event) => take(event as MessageEvent<string>, false));
  source.onerror = () => {
    streamState.value = 'lost';
    if (source?.readyState !== EventSource.CLOSED) return;
    retry();
    void probe('/api/v1/stream').then((problem) => (streamProblem.value = problem));
  };
  heardAt = Date.now();
  watch = setInterval(() => {
    now.value = Date.now();
    if (Date.now() - heardAt > DEAD_AFTER_MS) retry();
  }, 1_000);
}

function retry(): void {
  closeStream();
  streamState.value = 'lost';
  watch = setInterval(() => (now.value = Date.now()), 1_000);
  timer = setTimeout(() => {
    void checkSession().then((session) => session && openStream());
  }, retryMs);
  retryMs = Math.min(RETRY_LONGEST_MS, retryMs * 2);
}

/** Closes the stream, as at sign-out. */
export function closeStream(): void {
  source?.close();
  source = null;
  clearTimeout(timer);
  clearInterval(watch);
}
