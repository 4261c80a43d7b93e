import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { startLocalAws } from '../../local/aws/server.ts';
import { systemClock } from '../../local/clock.ts';
import { type AwsClients, awsClients, awsConnection, destroyAll, errorName } from '../support/aws-clients.ts';
import { motoDifferences } from './moto-differences.ts';

export { errorName };

/**
 * The AWS that the contract tests call: `local/aws`, or moto for `CONTRACT_PEER=moto`, as in `npm run test:moto`.
 * `AWS_ENDPOINT_URL` is the URL of moto.
 */
export const peer = process.env['CONTRACT_PEER'] === 'moto' ? 'moto' : 'local';

/** Creates clients for the tests of a file. After these tests the clients and a local peer are closed. */
export async function connectToPeer(): Promise<AwsClients & { readonly url: string }> {
  const local = peer === 'local' ? await startLocalAws({ clock: systemClock }) : undefined;
  const url = local?.url ?? process.env['AWS_ENDPOINT_URL'];
  if (url === undefined) throw new Error('CONTRACT_PEER is moto, but AWS_ENDPOINT_URL is not set.');
  const clients = awsClients({ ...awsConnection(url), maxAttempts: 1 });
  afterAll(async () => {
    destroyAll(clients);
    await local?.close();
  });
  return { url, ...clients };
}

/** A name that no other test uses. */
export function uniqueName(): string {
  return `contract-${randomUUID()}`;
}

/**
 * A test of documented behaviour of AWS. If the test is in `motoDifferences`, an assertion must fail
 * against moto. If all assertions pass, the difference is gone and must be removed from the list.
 */
export function contractTest(name: string, body: () => Promise<void>): void {
  const isDifference = peer === 'moto' && motoDifferences.some((difference) => difference.test === name);
  test(name, async () => {
    if (!isDifference) return body();
    const failure = await body().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure === undefined) {
      throw new Error(`moto behaves as AWS documents now. Remove "${name}" from moto-differences.ts.`);
    }
    expect(failure).toMatchObject({ name: 'AssertionError' });
  });
}

/** A call and the name of its error; `none` if the call succeeds. */
export type Outcome = readonly [call: () => Promise<unknown>, error: string];

/** Defines one test for each row: the name of the test, and the outcomes to check in this order. */
export function outcomeTests(rows: readonly (readonly [name: string, ...outcomes: Outcome[]])[]): void {
  for (const [name, ...outcomes] of rows) {
    contractTest(name, async () => {
      for (const [call, error] of outcomes) expect(await errorName(call())).toBe(error);
    });
  }
}
