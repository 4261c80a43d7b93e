import { expect, test } from 'vitest';
import { transientAtAlation, transientAtStore, withRetries } from '../../../functions/integration/retry.ts';
import { dispositionOf } from '../../../functions/integration/failure-codes.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import type { RotationErrorCode } from '../../../functions/integration/rotation-error.ts';
import { selfMovingClock } from '../../support/self-moving-clock.ts';

/**
 * Retries an attempt that fails this many times with this error and then succeeds. Returns the result or the thrown error,
 * the times of the attempts and the reported failures.
 */
async function retried(
  error: unknown,
  failures: number,
  limits: { attempts?: number; until: number },
  random = 0.5,
) {
  const clock = selfMovingClock(0);
  const madeAt: number[] = [];
  const reported: unknown[] = [];
  const attempt = async () => {
    madeAt.push(clock.now());
    if (madeAt.length <= failures) throw error;
    return 'done';
  };
  const dependencies = { clock, random: () => random };
  let result: unknown;
  try {
    result = await withRetries(attempt, { ...limits, transient: transientAtAlation }, dependencies, (one) => {
      reported.push(one);
    });
  } catch (thrown) {
    result = thrown;
  }
  return { result, madeAt, reported };
}

const transientFailure = new RotationError('AlationUnavailable', 'injected');

test('a transient failure is retried, each time after a longer backoff', async () => {
  const { result, madeAt, reported } = await retried(transientFailure, 2, { attempts: 3, until: Infinity });
  expect(result).toBe('done');
  expect(madeAt).toEqual([0, 350, 950]);
  expect(reported).toEqual([transientFailure, transientFailure]);
});

test.each([
  [0, 100],
  [0.999999, 599],
])('with the random number %d the first backoff is %i ms', async (random, backoffMs) => {
  expect((await retried(transientFailure, 1, { attempts: 2, until: Infinity }, random)).madeAt).toEqual([
    0,
    backoffMs,
  ]);
});

test('after the last attempt the failure is thrown', async () => {
  const { result, madeAt, reported } = await retried(transientFailure, 9, { attempts: 3, until: Infinity });
  expect(result).toBe(transientFailure);
  expect(madeAt).toHaveLength(3);
  expect(reported).toHaveLength(3);
});

test('without a limit of attempts, retries continue until the deadline, at most 8.1 s apart', async () => {
  const { madeAt } = await retried(transientFailure, 99, { until: 60_000 }, 0.999999);
  expect(madeAt.slice(1).map((at, index) => at - (madeAt[index] ?? 0))).toEqual([
    599, 1_099, 2_099, 4_099, 8_099, 8_099, 8_099, 8_099, 8_099, 8_099,
  ]);
});

test.each([
  [350, 1],
  [351, 2],
])('with %i ms left there are %i attempts', async (until, attempts) => {
  expect((await retried(transientFailure, 9, { attempts: 3, until })).madeAt).toHaveLength(attempts);
});

test('an error that is not a RotationError is never retried', async () => {
  const defect = new TypeError('a defect');
  const { result, madeAt } = await retried(defect, 1, { attempts: 3, until: Infinity });
  expect(result).toBe(defect);
  expect(madeAt).toHaveLength(1);
});

const isCode = (name: string): name is RotationErrorCode => name in dispositionOf;

test.each(Object.keys(dispositionOf).filter(isCode))(
  'a request is retried after %s only if the failure may end within seconds',
  (code) => {
    const atAlation = ['AlationUnavailable', 'AlationAnswerMalformed', 'MintOutcomeUnknown'];
    expect(transientAtAlation.has(code)).toBe(atAlation.includes(code));
    expect(transientAtStore.has(code)).toBe(code === 'SecretsManagerUnavailable');
  },
);
