import { expect, test } from 'vitest';
import { fillCommand, knownValues } from '../../src/lib/steps';

const step = { number: 1, command: 'perdure undrain SERVICE INSTANCE', text: '', runnable: true, needs: ['SERVICE', 'INSTANCE'] };

test('takes from the labels what is known', () => expect(knownValues(step, { service: 'catalog', node: 'n' })).toEqual({ SERVICE: 'catalog', INSTANCE: '' }));
test('what is missing stays in the command', () => expect(fillCommand(step.command, { SERVICE: 'catalog', INSTANCE: '' })).toBe('perdure undrain catalog INSTANCE'));
test('a name inside another word is left alone', () => expect(fillCommand('curl INSTANCE-URL of INSTANCE', { INSTANCE: 'a' })).toBe('curl INSTANCE-URL of a'));
test('odd values are quoted for a shell', () => expect(fillCommand('x SERVICE', { SERVICE: "a'; rm $& b" })).toBe(`x 'a'\\''; rm $& b'`));
