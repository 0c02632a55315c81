import type { RunbookStep } from '../api/types';

/** What is known of the values that a step needs, from the labels of an alert. Unknown ones are empty. */
export function knownValues(step: RunbookStep, labels: Record<string, string>): Record<string, string> {
  return Object.fromEntries(step.needs.map((need) => [need, labels[need.toLowerCase().replaceAll('-', '_')] ?? labels[need.toLowerCase()] ?? '']));
}

/** The command with the values in their places; those that are missing stay as they are. */
export function fillCommand(command: string, values: Record<string, string>): string {
  return Object.entries(values)
    .filter(([, value]) => value)
    .sort(([a], [b]) => b.length - a.length)
    .reduce((text, [need, value]) => text.replaceAll(new RegExp(`(?<![\\w-])${need.replace(/[^\w-]/g, '')}(?![\\w-])`, 'g'), () => quoted(value)), command);
}

/** As a shell takes it: what could mean something else is put into quotes. */
function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
