import { request as httpRequest, Agent } from 'node:http';
import { once } from 'node:events';
import { CreateSecretCommand, RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import type { AwsCall } from '../../../local/aws/handle-aws-request.ts';
import { createAwsAccount } from '../../../local/aws/local-aws.ts';
import { movableClock } from '../../../local/clock.ts';
import { errorName, START, startAws } from './fixture.ts';

const post = (url: string, target: string, body: string) =>
  fetch(url, {
    method: 'POST',
    headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' },
    body,
  });

/** The ARN of a secret named `a` in a new account. */
const arnOf = async (random?: (size: number) => Uint8Array) => {
  const { secretsManager } = await startAws(random === undefined ? {} : { random });
  return (await secretsManager.send(new CreateSecretCommand({ Name: 'a' }))).ARN;
};

test('rotation by Secrets Manager is not available', async () => {
  const { secretsManager } = await startAws();
  await secretsManager.send(new CreateSecretCommand({ Name: 'a', SecretString: 'one' }));
  expect(await errorName(secretsManager.send(new RotateSecretCommand({ SecretId: 'a' })))).toBe(
    'UnknownOperationException',
  );
});

test('the error for an unknown operation lists the operations, and the error for an unknown service lists the services', async () => {
  const { aws } = await startAws();
  const json = await post(aws.url, 'secretsmanager.GetRandomPassword', '{}');
  expect(json.status).toBe(400);
  expect(await json.text()).toContain('PutSecretValue');
  const query = await fetch(aws.url, { method: 'POST', body: 'Action=OptInPhoneNumber&Version=2010-03-31' });
  expect(query.status).toBe(400);
  expect(await query.text()).toContain('<Code>UnknownOperationException</Code>');
  const service = await post(aws.url, 'DynamoDB_20120810.GetItem', '{}');
  expect(service.status).toBe(400);
  expect(await service.text()).toContain(
    'Got the operation GetItem of an unknown service. Allowed services: events,',
  );
});

test('the error for a body that is not JSON does not quote the body', async () => {
  const { aws } = await startAws();
  const response = await post(aws.url, 'secretsmanager.PutSecretValue', '{"SecretString":"CANARY-77');
  expect(response.status).toBe(400);
  const text = await response.text();
  expect(text).toContain('SerializationException');
  expect(text).not.toContain('CANARY');
});

test('the error for a wrong value does not quote the value', async () => {
  const { aws } = await startAws();
  const response = await post(
    aws.url,
    'secretsmanager.PutSecretValue',
    JSON.stringify({ SecretId: 'a', SecretString: { a: 'CANARY-77' }, ClientRequestToken: 'CANARY-78' }),
  );
  expect(response.status).toBe(400);
  expect(await response.text()).not.toContain('CANARY');
});

test('a response has a request id, and its Date is the time of the clock', async () => {
  const { aws, clock } = await startAws();
  await clock.advance(60_000);
  const response = await post(aws.url, 'secretsmanager.ListSecrets', '{}');
  expect(response.headers.get('date')).toBe(new Date(START + 60_000).toUTCString());
  expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
});

test('one connection serves many requests', async () => {
  const { aws } = await startAws();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ports = new Set<number | undefined>();
  for (let index = 0; index < 5; index += 1) {
    const request = httpRequest(aws.url, { agent, method: 'POST' });
    request.once('socket', (socket) =>
      socket.connecting
        ? socket.once('connect', () => ports.add(socket.localPort))
        : ports.add(socket.localPort),
    );
    request.end('Action=GetCallerIdentity&Version=2011-06-15');
    const [response] = await once(request, 'response');
    response.resume();
    await once(response, 'end');
  }
  agent.destroy();
  expect(ports.size).toBe(1);
});

test('the access log receives every call without secret values', async () => {
  const calls: AwsCall[] = [];
  const { aws, secretsManager } = await startAws({ accessLog: (call) => calls.push(call) });
  await secretsManager.send(new CreateSecretCommand({ Name: 'a', SecretString: 'CANARY-77' }));
  await errorName(secretsManager.send(new CreateSecretCommand({ Name: 'a', SecretString: 'CANARY-78' })));
  aws.faults.add({ kind: 'dropBeforeProcessing', service: 'secretsmanager' });
  await errorName(secretsManager.send(new CreateSecretCommand({ Name: 'b' })));
  const call = { service: 'secretsmanager', operation: 'CreateSecret' };
  expect(calls).toEqual([
    { ...call, secretIds: ['a'], status: 200 },
    { ...call, secretIds: ['a'], status: 400 },
    { ...call, secretIds: ['b'], status: undefined },
  ]);
});

test('the account in process and the server over HTTP give the same response', async () => {
  const { aws } = await startAws();
  const account = createAwsAccount({ clock: movableClock(START) });
  const target = 'secretsmanager.CreateSecret';
  const body = JSON.stringify({ Name: 'a', SecretString: 'one', ClientRequestToken: 'a'.repeat(32) });
  const overHttp = await post(aws.url, target, body);
  const inProcess = await account.handle({ headers: { 'x-amz-target': target }, body });
  expect(inProcess).toMatchObject({
    status: overHttp.status,
    contentType: overHttp.headers.get('content-type'),
    body: await overHttp.text(),
  });
});

test('the response of the account in process shows a dropped connection', async () => {
  const account = createAwsAccount({ clock: movableClock(START) });
  account.faults.add({ kind: 'dropAfterProcessing', service: 'sts' });
  const response = account.handle({ headers: {}, body: 'Action=GetCallerIdentity&Version=2011-06-15' });
  expect(await response).toMatchObject({ delivery: 'dropped' });
});

test('ids are the same in every run, unless the caller passes random bytes', async () => {
  expect(await arnOf()).toBe(await arnOf());
  expect(await arnOf((size) => new Uint8Array(size).fill(1))).not.toBe(
    await arnOf((size) => new Uint8Array(size).fill(2)),
  );
});

test('starting on a port in use rejects with EADDRINUSE', async () => {
  const { aws } = await startAws();
  await expect(startAws({ port: aws.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
