import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, onTestFinished, test } from 'vitest';
import { clientSettings } from '../../../functions/aws/client-settings.ts';
import { dated, json, startRawServer } from '../../support/raw-server.ts';
import { awsError, startScriptedAws, type ScriptedAws } from './scripted-aws.ts';
import { awsConnection } from '../../support/aws-clients.ts';

/** A client with the settings of the functions, and with these shorter time limits in ms. */
function clientWithLimits(aws: ScriptedAws, limits: { requestTimeout?: number; socketTimeout?: number }) {
  return new SecretsManagerClient({
    ...clientSettings,
    ...aws.connection,
    requestHandler: { ...clientSettings.requestHandler, ...limits },
  });
}

test('a request to a server that never responds fails after three attempts', async () => {
  await using aws = await startScriptedAws(() => 'never');
  const client = clientWithLimits(aws, { requestTimeout: 250 });
  await expect(client.send(new ListSecretsCommand({}))).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(aws.requests).toHaveLength(clientSettings.maxAttempts);
  client.destroy();
});

test('without throwOnRequestTimeout the time limit does not end the request', async () => {
  await using aws = await startScriptedAws(() => 'never');
  const client = new SecretsManagerClient({
    ...aws.connection,
    requestHandler: { requestTimeout: 50, logger: { ...console, warn: () => {} } },
  });
  const request = client.send(new ListSecretsCommand({}), { abortSignal: AbortSignal.timeout(500) });
  await expect(request).rejects.toMatchObject({ name: 'AbortError' });
  expect(aws.requests).toHaveLength(1);
  client.destroy();
});

test('a request fails if the body of its response never ends', async () => {
  await using aws = await startScriptedAws(() => 'never-ending-body');
  const client = clientWithLimits(aws, { socketTimeout: 50 });
  await expect(client.send(new ListSecretsCommand({}))).rejects.toMatchObject({ name: 'TimeoutError' });
  client.destroy();
});

test.each([
  ['a dropped connection', 'dropped' as const],
  ['a failing service', awsError('InternalServiceError', 500)],
])('a request is retried after %s', async (_, firstReaction) => {
  await using aws = await startScriptedAws((_request, index) =>
    index === 0 ? firstReaction : { body: { SecretList: [] } },
  );
  const client = new SecretsManagerClient({ ...clientSettings, ...aws.connection });
  await client.send(new ListSecretsCommand({}));
  expect(aws.requests).toHaveLength(2);
  client.destroy();
});

test('a refused request is not retried', async () => {
  await using aws = await startScriptedAws(() => awsError('AccessDeniedException'));
  const client = new SecretsManagerClient({ ...clientSettings, ...aws.connection });
  await expect(client.send(new ListSecretsCommand({}))).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  expect(aws.requests).toHaveLength(1);
  client.destroy();
});

test.each([-48, -1, 1, 48])(
  'a signature that is refused because of clock skew is made again with the time of the response (%i h)',
  async (hours) => {
    const serverTime = () => Date.now() + hours * 3_600_000;
    const aws = await startRawServer(({ headers }) => {
      const [, year, month, day, ...time] =
        /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(headers['x-amz-date'])) ?? [];
      const signedAt = Date.parse(`${year}-${month}-${day}T${time.join(':')}Z`);
      const isRefused = Math.abs(signedAt - serverTime()) > 300_000;
      const reaction = isRefused
        ? json(400, { __type: 'InvalidSignatureException' }, { 'x-amzn-requestid': 'request-1' })
        : json(200, { SecretList: [] });
      return dated(reaction, serverTime());
    });
    onTestFinished(() => aws.close());
    const client = new SecretsManagerClient({ ...clientSettings, ...awsConnection(aws.origin) });
    await client.send(new ListSecretsCommand({}));
    await client.send(new ListSecretsCommand({}));
    expect(aws.requests).toHaveLength(3);
    client.destroy();
  },
);
