/** Each patch behaves as AWS documents, and the unpatched ministack still does not. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PythonServer } from '../support/python-server.ts';
import { differences } from './differences/all.ts';
import { testAccount } from './differences/difference.ts';
import { startMinistack } from './ministack.ts';

/** The shortest period of an alarm plus 20 seconds. An action that ministack has not taken by then will not come. */
const A_PERIOD_MS = 80_000;
/** Enough on a busy machine. */
const AT_MOST_MS = 300_000;

let patched: PythonServer;
let published: PythonServer;

beforeAll(async () => {
  [patched, published] = await Promise.all([startMinistack('patched'), startMinistack('published')]);
});

afterAll(async () => {
  await Promise.all([patched.close(), published.close()]);
});

test.concurrent.each(differences)('$aws', async ({ aws, check, patch }) => {
  const [failure] = await Promise.all([
    check(testAccount(published.url, A_PERIOD_MS)).then(
      () => new Error(`ministack now behaves as AWS documents: remove the patch of "${aws}" from ${patch}.`),
      (error: unknown) => error,
    ),
    check(testAccount(patched.url, AT_MOST_MS)),
  ]);
  expect(failure).toMatchObject({ name: 'AssertionError' });
});
