import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, onTestFinished, test } from 'vitest';
import { clientSettings } from '../../../functions/aws/client-settings.ts';
import { sharedReads } from '../../../functions/aws/shared-reads.ts';
import { selfMovingClock } from '../../support/self-moving-clock.ts';
import { startScriptedAws } from './scripted-aws.ts';
import type { Script } from './scripted-aws.ts';

const valuesOfNames: Script = ({ body }) => ({
  body: {
    SecretValues: [body['SecretIdList']]
      .flat()
      .map((Name) => ({ Name, SecretString: `value of ${String(Name)}` })),
  },
});

/** Shared reads from a server with this script. */
async function sharedReadsFrom(script: Script = valuesOfNames) {
  const aws = await startScriptedAws(script);
  const client = new SecretsManagerClient({ ...clientSettings, ...aws.connection, maxAttempts: 1 });
  onTestFinished(async () => {
    client.destroy();
    await aws[Symbol.asyncDispose]();
  });
  const clock = selfMovingClock(0);
  const read = sharedReads(client, clock);
  /** Reads the two secrets of the integration with this number. */
  const pair = async (index: number) =>
    (await read([`${index}/credentials`, `${index}/access-token`])).map((value) => value?.text);
  const sizes = () => aws.requests.map(({ body }) => [body['SecretIdList']].flat().length);
  return { clock, pair, sizes };
}

const values = (index: number) => [`value of ${index}/credentials`, `value of ${index}/access-token`];

test('reads that begin within 50 ms share one request, and each gets its own values', async () => {
  const { clock, pair, sizes } = await sharedReadsFrom();
  const reads = [pair(1)];
  clock.moveBy(49);
  reads.push(pair(2));
  clock.moveBy(1);
  expect(await Promise.all(reads)).toEqual([values(1), values(2)]);
  const late = pair(3);
  clock.moveBy(50);
  expect(await late).toEqual(values(3));
  expect(sizes()).toEqual([4, 2]);
});

test('the tenth read sends the request immediately, with at most 20 secrets', async () => {
  const { clock, pair, sizes } = await sharedReadsFrom();
  const reads = Array.from({ length: 11 }, (_, index) => pair(index));
  expect(await Promise.all(reads.slice(0, 10))).toEqual(
    Array.from({ length: 10 }, (_, index) => values(index)),
  );
  expect(sizes()).toEqual([20]);
  clock.moveBy(50);
  expect(await reads[10]).toEqual(values(10));
  expect(sizes()).toEqual([20, 2]);
});

test('a failed request fails all its reads, and no later read', async () => {
  const { clock, pair } = await sharedReadsFrom((request, index) =>
    index === 0 ? { status: 400, body: { __type: 'AccessDeniedException' } } : valuesOfNames(request, index),
  );
  const reads = Promise.allSettled([pair(1), pair(2)]);
  clock.moveBy(50);
  expect((await reads).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const later = pair(3);
  clock.moveBy(50);
  expect(await later).toEqual(values(3));
});
