import type { Runbook, RunbookStep } from '../api/types';

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

const STEP_LINE = /^\d+[.)]\s/;

/** The steps of each section, by the numbered lines that it has; when they do not add up, all of them in the first section that has any. */
export function stepsBySection(runbook: Runbook): RunbookStep[][] {
  const counts = runbook.sections.map((section) => section.markdown.split('\n').filter((line) => STEP_LINE.test(line)).length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total !== runbook.steps.length) {
    const first = Math.max(0, counts.findIndex((count) => count > 0));
    return counts.map((_, i) => (i === first ? runbook.steps : []));
  }
  let taken = 0;
  return counts.map((count) => runbook.steps.slice(taken, (taken += count)));
}

/** The text around a numbered list, which is shown as steps instead. */
export function withoutSteps(markdown: string): string {
  let inStep = false;
  return markdown
    .split('\n')
    .filter((line) => {
      inStep = STEP_LINE.test(line) || (inStep && /^\s+\S/.test(line));
      return !inStep;
    })
    .join('\n');
}
