/** Each mend does what AWS documents, and ministack as it was published still does not. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PythonServer } from '../support/python-server.ts';
import { differences } from './differences/all.ts';
import { testAccount } from './differences/difference.ts';
import { startMinistack } from './ministack.ts';

/** The shortest period of an alarm, and some. What ministack has not done by then, it does not do. */
const A_PERIOD_MS = 80_000;
/** For a machine with much else to do. */
const AT_MOST_MS = 300_000;

let mended: PythonServer;
let published: PythonServer;

beforeAll(async () => {
  [mended, published] = await Promise.all([startMinistack('mended'), startMinistack('published')]);
});

afterAll(async () => {
  await Promise.all([mended.close(), published.close()]);
});

test.concurrent.each(differences)('$aws', async ({ aws, check, mend }) => {
  const [failure] = await Promise.all([
    check(testAccount(published.url, A_PERIOD_MS)).then(
      () => new Error(`ministack does now as AWS documents: take the mend of "${aws}" out of ${mend}.`),
      (error: unknown) => error,
    ),
    check(testAccount(mended.url, AT_MOST_MS)),
  ]);
  expect(failure).toMatchObject({ name: 'AssertionError' });
});
