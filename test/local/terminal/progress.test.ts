import { expect, test } from 'vitest';
import { createProgress } from '../../../local/terminal/progress.ts';

/** A progress line with its own clock. Its streams may be terminals. */
function progressOn(isTerminal: { readonly stdout: boolean; readonly stderr: boolean }) {
  let now = 0;
  const written: string[] = [];
  const write = (text: string) => written.push(text) > 0;
  const progress = createProgress(
    {
      stdout: { isTTY: isTerminal.stdout },
      stderr: { isTTY: isTerminal.stderr, columns: 60, write },
    },
    () => now,
  );
  return { written, progress, pass: (ms: number) => void (now += ms) };
}

const both = { stdout: true, stderr: true };

test('the progress line shows how much is done, and after a second the remaining time', () => {
  const { written, progress, pass } = progressOn(both);
  progress.show(0, 'day 0 of 10');
  pass(5_000);
  progress.show(0.25, 'day 3 of 10');
  pass(120_000);
  progress.show(0.5, 'day 5 of 10');
  expect(written).toEqual([
    '\r\u001B[K░░░░░░░░░░░░░░░░░░░░  day 0 of 10',
    '\r\u001B[K█████░░░░░░░░░░░░░░░  day 3 of 10, about 15 s left',
    '\r\u001B[K██████████░░░░░░░░░░  day 5 of 10, about 3 min left',
  ]);
});

test('the progress line is written at most ten times a second, and again at once after its removal', () => {
  const { written, progress, pass } = progressOn(both);
  for (const share of [0, 0.1, 0.2]) {
    progress.show(share, 'work');
    pass(20);
  }
  expect(written).toHaveLength(1);
  progress.clear();
  progress.show(0.3, 'work');
  expect(written.slice(1)).toEqual(['\r\u001B[K', expect.stringContaining('work')]);
});

test('the progress line is never wider than the terminal', () => {
  const { written, progress } = progressOn(both);
  progress.show(0.5, 'a very long description of what is being done at the moment');
  expect(written[0]?.replace('\r\u001B[K', '')).toHaveLength(59);
});

test.each([
  { stdout: false, stderr: true },
  { stdout: true, stderr: false },
])('no progress line is written if an output is not a terminal: %j', (isTerminal) => {
  const { written, progress } = progressOn(isTerminal);
  progress.show(0.5, 'work');
  progress.clear();
  expect(written).toEqual([]);
});
