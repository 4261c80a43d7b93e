import { expect, test } from 'vitest';
import { canaryOutput, capturePrinted } from './canary-output.ts';

const secret = 'q7ZkLmX94vTn0Rb6Wd2Yp5';

test.each([
  ['the message of an error', new Error(`Unexpected token, "${secret}" is not JSON`)],
  ['the cause of a cause', new Error('a', { cause: new Error('b', { cause: { body: [{ secret }] } }) })],
  [
    'a hidden field',
    Object.defineProperty(new Error('a'), 'response', { value: { secret }, enumerable: false }),
  ],
  ['an error among several', new AggregateError([new Error(secret)], 'all failed')],
  [
    'a getter',
    {
      get token() {
        return secret;
      },
    },
  ],
  ['the result of toJSON', { toJSON: () => ({ secret }) }],
  ['the end of a long text', [...Array.from({ length: 500 }, () => 'x'.repeat(1_000)), secret].join('')],
])('the search finds a secret in %s', (_, value) => {
  const output = canaryOutput();
  output.addValue(value);
  expect(output.leaks([secret])).toContainEqual({ secret: 0, form: 'plain' });
});

test('after the capture the process prints as before', () => {
  const before = [process.stdout.write, process.stderr.write, console.error];
  const release = capturePrinted(canaryOutput());
  expect(process.stdout.write).not.toBe(before[0]);
  release();
  expect([process.stdout.write, process.stderr.write, console.error]).toEqual(before);
});

test.each([
  ['standard output', () => process.stdout.write(`${secret}\n`)],
  ['standard error', () => process.stderr.write(Buffer.from(`${secret}\n`))],
  ['the console', () => console.warn('oh', new Error(secret))],
])('the search finds a secret on %s', (_, print) => {
  const output = canaryOutput();
  const release = capturePrinted(output);
  print();
  release();
  expect(output.leaks([secret])).not.toEqual([]);
});
