import type { TapRecord } from '../../api/types';

/** One request of the tap, as the table shows it. */
export interface TapRow {
  /** Counts up in this browser. */
  seq: number;
  at: string;
  method: string;
  target: string;
  /** 0: the client went away before there was one. */
  status: number;
  durationMs: number | null;
  route: string;
  instance: string;
  attempts: number;
  bytesOut: number | null;
  note: string;
  id: string;
}

/** Reads one line of the access log; what a line leaves out stays empty. */
export function tapRow(seq: number, record: TapRecord): TapRow {
  const text = (...names: string[]) => names.map((name) => record[name]).find((value) => typeof value === 'string') as string | undefined ?? '';
  const number = (...names: string[]) => names.map((name) => record[name]).find((value) => typeof value === 'number') as number | undefined ?? null;
  const degraded = text('degraded');
  return {
    seq,
    at: text('time', 'at'),
    method: text('method'),
    target: text('target', 'path'),
    status: number('status') ?? 0,
    durationMs: number('durationMs'),
    route: text('route'),
    instance: text('instance'),
    attempts: number('attempts') ?? 0,
    bytesOut: number('bytesOut'),
    note: [text('outcome'), degraded && `degraded: ${degraded}`, text('problem')].filter(Boolean).join(', '),
    id: text('requestId'),
  };
}

/** The query of a tap with these filters; empty for none. */
export function tapQuery(route: string, minStatus: string, sample: string): string {
  const query = new URLSearchParams(Object.entries({ route, minStatus, sample }).filter(([, value]) => value)).toString();
  return query && `?${query}`;
}
