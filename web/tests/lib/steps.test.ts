import { expect, test } from 'vitest';
import { fillCommand, knownValues, stepsBySection, withoutSteps } from '../../src/lib/steps';

const step = { number: 1, command: 'perdure undrain SERVICE INSTANCE', text: '', runnable: true, needs: ['SERVICE', 'INSTANCE'] };

test('takes from the labels what is known', () => expect(knownValues(step, { service: 'catalog', node: 'n' })).toEqual({ SERVICE: 'catalog', INSTANCE: '' }));
test('what is missing stays in the command', () => expect(fillCommand(step.command, { SERVICE: 'catalog', INSTANCE: '' })).toBe('perdure undrain catalog INSTANCE'));
test('a name inside another word is left alone', () => expect(fillCommand('curl INSTANCE-URL of INSTANCE', { INSTANCE: 'a' })).toBe('curl INSTANCE-URL of a'));
test('odd values are quoted for a shell', () => expect(fillCommand('x SERVICE', { SERVICE: "a'; rm $& b" })).toBe(`x 'a'\\''; rm $& b'`));

test('steps go to the sections that list them', () => {
  const steps = [1, 2, 3].map((number) => ({ ...step, number }));
  const sections = [{ heading: '', markdown: 'What it means.' }, { heading: 'Now', markdown: 'First:\n\n1. a\n   more\n2. b\n\nThen:' }, { heading: 'Later', markdown: '1. c' }];
  expect(stepsBySection({ name: 'x', title: 'x', sections, steps }).map((some) => some.map((one) => one.number))).toEqual([[], [1, 2], [3]]);
  expect(stepsBySection({ name: 'x', title: 'x', sections, steps: [steps[0]!] }).map((some) => some.length)).toEqual([0, 1, 0]);
  expect(withoutSteps(sections[1]!.markdown)).toBe('First:\n\n\nThen:');
});
