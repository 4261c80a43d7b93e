import { inspect } from 'node:util';
import middy from '@middy/core';
import { expect, test } from 'vitest';
import { MetricName } from '../../../functions/contract.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { handlerMiddleware } from '../../../functions/runtime/handler-middleware.ts';
import { createLog } from '../../../functions/runtime/logger.ts';
import { createMetrics } from '../../../functions/runtime/metrics.ts';
import { invocationContext } from '../../../local/installation/invocation-context.ts';
import { systemClock } from '../../../local/clock.ts';
import { findLeaks } from '../../support/canary.ts';

const secret = 'q7ZkLmX94vTn0Rb6Wd2Yp5';

/** Invokes a handler with the middleware; returns the result or the error, and the written lines. */
async function invoke(work: () => unknown): Promise<{ outcome: unknown; lines: Record<string, unknown>[] }> {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const log = createLog('rotator', write);
  const metrics = createMetrics('rotator', 'alation', write);
  const handler = middy<unknown, unknown>()
    .use(handlerMiddleware({ log, metrics }))
    .handler(async () => {
      metrics.gauge(MetricName.integrationsFailing, 1, 'Count');
      log.info('Working', {});
      return work();
    });
  const outcome = await handler({ secret }, invocationContext('the-rotator', 'request-1', systemClock)).then(
    (result: unknown) => result,
    (error: unknown) => error,
  );
  return { outcome, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test('an invocation logs its request id, returns its result and publishes its metrics once', async () => {
  const { outcome, lines } = await invoke(() => ({ due: 0 }));
  expect(outcome).toEqual({ due: 0 });
  expect(lines).toMatchObject([
    { message: 'Working', function_request_id: 'request-1', function_name: 'the-rotator' },
    { IntegrationsFailing: 1 },
  ]);
});

test('the log does not contain the event of the invocation', async () => {
  const { lines } = await invoke(() => undefined);
  expect(findLeaks(JSON.stringify(lines), [secret])).toEqual([]);
});

test('a failed invocation publishes its metrics and keeps the message of an error of this project', async () => {
  const { outcome, lines } = await invoke(() => {
    throw new RotationError('SecretAccessDenied', 'ListSecrets of alation/ failed.');
  });
  expect(outcome).toMatchObject({
    name: 'InvocationError',
    message: 'RotationError: ListSecrets of alation/ failed.',
  });
  expect(lines.map(({ message }) => message)).toEqual(['Working', 'InvocationFailed', undefined]);
  expect(lines[1]).toMatchObject({ level: 'ERROR', error: { message: 'ListSecrets of alation/ failed.' } });
  expect(lines[2]).toMatchObject({ IntegrationsFailing: 1 });
});

test.each([
  ['an error that quotes a secret', () => JSON.parse(`{"a": ${secret}`)],
  [
    'an error whose cause contains a secret',
    () => {
      throw new Error('outer', { cause: { response: { body: secret } } });
    },
  ],
  [
    'an error with a secret in a field',
    () => {
      throw Object.assign(new Error('refused'), { $response: { headers: { token: secret } } });
    },
  ],
  [
    'a promise rejected with text',
    // oxlint-disable-next-line prefer-promise-reject-errors -- other code may throw any value
    () => Promise.reject(secret),
  ],
])('neither the thrown error nor the log shows the secret of %s', async (_, work) => {
  const { outcome, lines } = await invoke(work);
  expect(outcome).toMatchObject({
    name: 'InvocationError',
    message: expect.stringContaining('see the log line InvocationFailed of this request'),
  });
  const shown = inspect([outcome, lines], { depth: Infinity, showHidden: true });
  expect(findLeaks(shown, [secret])).toEqual([]);
  expect(outcome).not.toHaveProperty('cause');
});
