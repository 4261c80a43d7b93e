/** Tests that the patched ministack behaves as AWS documents, and that the unpatched ministack still does not. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PythonServer } from '../support/python-server.ts';
import { differences } from './differences/all.ts';
import { testAccount } from './differences/difference.ts';
import { startMinistack } from './ministack.ts';

/**
 * How long a check waits on the unpatched ministack: the shortest period of an alarm plus 20 seconds. After this time
 * ministack takes no further action.
 */
const UNPATCHED_WAIT_MS = 80_000;
/** How long a check waits at most on the patched ministack: enough on a busy machine. */
const PATCHED_WAIT_MS = 300_000;

let patched: PythonServer;
let unpatched: PythonServer;

beforeAll(async () => {
  [patched, unpatched] = await Promise.all([startMinistack('patched'), startMinistack('unpatched')]);
});

afterAll(async () => {
  await Promise.all([patched.close(), unpatched.close()]);
});

test.concurrent.each(differences)('$aws', async ({ aws, check, patch }) => {
  const [failure] = await Promise.all([
    check(testAccount(unpatched.url, UNPATCHED_WAIT_MS)).then(
      () => new Error(`ministack now behaves as AWS documents: remove the patch of "${aws}" from ${patch}.`),
      (error: unknown) => error,
    ),
    check(testAccount(patched.url, PATCHED_WAIT_MS)),
  ]);
  expect(failure).toMatchObject({ name: 'AssertionError' });
});
