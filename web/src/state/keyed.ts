import { signal, type Signal } from '@preact/signals';

/**
 * Things by key, each in a signal of its own: who shows one thing renders when that one changes, who lists them renders when one
 * comes or goes. Values that arrive unchanged wake nobody.
 */
export class Keyed<T> {
  private readonly entries = new Map<string, Signal<T>>();
  private readonly order = signal<readonly string[]>([]);
  private readonly changes = signal(0);

  /** The keys, in order of arrival. Subscribes to comings and goings. */
  get keys(): readonly string[] {
    return this.order.value;
  }

  /** All values. Subscribes to every change. */
  get all(): T[] {
    void this.changes.value;
    return [...this.entries.values()].map((entry) => entry.peek());
  }

  /** All keys with their values. Subscribes to every change. */
  get pairs(): [string, T][] {
    void this.changes.value;
    return [...this.entries].map(([key, entry]) => [key, entry.peek()]);
  }

  /** Counts up with every change: to compute something from many values only when one has changed. */
  get version(): number {
    return this.changes.value;
  }

  /** One value; undefined when there is none. Subscribes to that one, and to its coming. */
  get(key: string): T | undefined {
    const entry = this.entries.get(key);
    if (entry) return entry.value;
    void this.order.value;
    return undefined;
  }

  /** One value, without subscribing. */
  peek(key: string): T | undefined {
    return this.entries.get(key)?.peek();
  }

  set(key: string, value: T): void {
    const entry = this.entries.get(key);
    if (!entry) {
      this.entries.set(key, signal(value));
      this.order.value = [...this.order.peek(), key];
    } else if (same(entry.peek(), value)) {
      return;
    } else {
      entry.value = value;
    }
    this.changes.value = this.changes.peek() + 1;
  }

  delete(key: string): void {
    if (!this.entries.delete(key)) return;
    this.order.value = this.order.peek().filter((other) => other !== key);
    this.changes.value = this.changes.peek() + 1;
  }

  /** Adds, changes and takes away so that exactly these are there, in their order. */
  replace(values: ReadonlyMap<string, T>): void {
    for (const key of [...this.entries.keys()]) if (!values.has(key)) this.entries.delete(key);
    for (const [key, value] of values) {
      const entry = this.entries.get(key);
      if (!entry) this.entries.set(key, signal(value));
      else if (!same(entry.peek(), value)) entry.value = value;
    }
    const order = [...values.keys()];
    const before = this.order.peek();
    if (order.length !== before.length || order.some((key, i) => key !== before[i])) this.order.value = order;
    this.changes.value = this.changes.peek() + 1;
  }
}

/** Whether two values of the stream are equal; deep, they are small JSON. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, i) => same(one, b[i]));
  }
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => key in right && same(left[key], right[key]));
}
