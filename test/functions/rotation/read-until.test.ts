import { expect, test } from 'vitest';
import { readUntil } from '../../../functions/rotation/read-until.ts';

/** Reads the numbers 1, 2, … and records the backoffs. */
async function reading(upToDateAt: number, until = Infinity) {
  let now = 0;
  let reads = 0;
  const sleeps: number[] = [];
  const sleep = async (ms: number) => {
    now += ms;
    sleeps.push(ms);
  };
  const clock = { now: () => now, sleep };
  const result = await readUntil(
    async () => ++reads,
    (read) => read >= upToDateAt,
    { clock, until },
  );
  return { result, sleeps };
}

test.each([
  { upToDateAt: 1, result: 1, sleeps: [] },
  { upToDateAt: 2, result: 2, sleeps: [500] },
  { upToDateAt: 4, result: 4, sleeps: [500, 1_000, 2_000] },
  { upToDateAt: 5, result: 4, sleeps: [500, 1_000, 2_000] },
])('a result that is up to date at read $upToDateAt is read $result times', async (row) => {
  expect(await reading(row.upToDateAt)).toEqual({ result: row.result, sleeps: row.sleeps });
});

test('no backoff ends after the deadline', async () => {
  expect(await reading(9, 1_499)).toEqual({ result: 2, sleeps: [500] });
  expect(await reading(9, 1_500)).toEqual({ result: 3, sleeps: [500, 1_000] });
});
