/** Numbers and times for people: short, with their unit, the same everywhere. */

const DASH = '–';

/** A count: 950, 12.3k, 4.56M. */
export function count(n: number | null | undefined): string {
  if (n === null || n === undefined || !Number.isFinite(n)) return DASH;
  const size = Math.abs(n);
  if (size < 10_000) return Math.round(n).toLocaleString('en');
  if (size < 1e6) return `${digits(n / 1e3)}k`;
  return size < 1e9 ? `${digits(n / 1e6)}M` : `${digits(n / 1e9)}G`;
}

/** Three digits that count. */
function digits(n: number): string {
  const size = Math.abs(n);
  return n.toFixed(size < 10 ? 2 : size < 100 ? 1 : 0);
}

/** Requests per second: 0/s, 0.4/s, 23/s, 1.25k/s. */
export function rate(n: number | null | undefined): string {
  if (n === null || n === undefined || !Number.isFinite(n)) return DASH;
  if (n === 0) return '0/s';
  return n < 10 ? `${n < 0.1 ? '<0.1' : n.toFixed(1)}/s` : `${count(n)}/s`;
}

/** A ratio as percentage: 0 %, 0.02 %, 4.6 %, 37 %. Never rounded to 0 % or 100 % when it is not. */
export function percent(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined || !Number.isFinite(ratio)) return DASH;
  const p = ratio * 100;
  if (p === 0 || p === 100) return `${p} %`;
  if (p > 99 && p < 100) return `${(Math.floor(p * 1000) / 1000).toFixed(p > 99.99 ? 3 : 2)} %`;
  const size = Math.abs(p);
  if (size < 0.01) return p > 0 ? '<0.01 %' : '>−0.01 %';
  return `${(size < 1 ? p.toFixed(2) : size < 10 ? p.toFixed(1) : p.toFixed(0)).replace('-', '−')} %`;
}

/** Milliseconds: 0.82 ms, 14 ms, 1.25 s, 3 min. 0 is nothing measured. */
export function ms(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value) || value <= 0) return DASH;
  if (value < 10) return `${value.toFixed(value < 1 ? 2 : 1)} ms`;
  if (value < 999.5) return `${Math.round(value)} ms`;
  return value < 60_000 ? `${digits(value / 1000)} s` : `${Math.round(value / 60_000)} min`;
}

/** Bytes in binary units: 512 B, 1.50 MiB. */
export function bytes(n: number | null | undefined): string {
  if (n === null || n === undefined || !Number.isFinite(n)) return DASH;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  while (n >= 1024 && unit < units.length - 1) {
    n /= 1024;
    unit++;
  }
  return unit === 0 ? `${n} B` : `${digits(n)} ${units[unit]}`;
}

/** How long something lasts: 8 s, 3 min, 2 h 5 min, 4 d. */
export function duration(milliseconds: number): string {
  const s = Math.max(0, Math.floor(milliseconds / 1000));
  if (s < 60) return `${s} s`;
  const min = Math.floor(s / 60);
  if (min < 3) return s % 60 ? `${min} min ${s % 60} s` : `${min} min`;
  if (min < 60) return `${min} min`;
  const h = Math.floor(min / 60);
  if (h < 24) return min % 60 ? `${h} h ${min % 60} min` : `${h} h`;
  const d = Math.floor(h / 24);
  return h % 24 && d < 10 ? `${d} d ${h % 24} h` : `${d} d`;
}

/** Time of day, with the date when it is not today. */
export function clock(iso: string, nowMs = Date.now()): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return DASH;
  const time = at.toLocaleTimeString('en-GB');
  return at.toDateString() === new Date(nowMs).toDateString() ? time : `${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')} ${time}`;
}

/** "1 instance", "3 instances". */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** "a", "a and b", "a, b and 3 more". */
export function listing(names: readonly string[], max = 3): string {
  if (names.length <= 1) return names[0] ?? '';
  if (names.length > max) return `${names.slice(0, max - 1).join(', ')} and ${names.length - max + 1} more`;
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

/** A word of the API for people: `breaker-open` → `breaker open`. */
export function words(kebab: string): string {
  return kebab.replaceAll('-', ' ');
}
