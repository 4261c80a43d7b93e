import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, PublishCommand } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { errorName, startAws, type Fixture } from './fixture.ts';

const ask = async ({ aws }: Fixture, path: string, method = 'GET', body?: unknown) => {
  const response = await fetch(`${aws.url}/_local${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  return { status: response.status, answer };
};

test('the list of endpoints names each', async () => {
  const { answer } = await ask(await startAws(), '/');
  for (const path of [
    'GET /_local/faults',
    'POST /_local/faults',
    'GET /_local/events',
    'GET /_local/calls',
  ]) {
    expect(answer).toContainEqual(expect.stringContaining(path));
  }
});

test('faults are added, shown and removed over HTTP', async () => {
  const fixture = await startAws();
  const fault = { kind: 'throttle', service: 'secretsmanager', times: 5 };
  const read = () => errorName(fixture.secretsManager.send(new GetSecretValueCommand({ SecretId: 'a' })));
  expect((await ask(fixture, '/faults', 'POST', fault)).status).toBe(200);
  expect(await read()).toBe('ThrottlingException');
  expect((await ask(fixture, '/faults')).answer).toEqual([{ ...fault, times: 4 }]);
  await ask(fixture, '/faults', 'DELETE');
  expect(await read()).toBe('ResourceNotFoundException');
});

test('a fault that makes no sense is refused with what is wrong', async () => {
  const fixture = await startAws();
  const wrong = await ask(fixture, '/faults', 'POST', { kind: 'delay', service: 'sns' });
  expect(wrong).toMatchObject({ status: 400, answer: { message: expect.stringContaining('delayMs') } });
  const response = await fetch(`${fixture.aws.url}/_local/faults`, { method: 'POST', body: '{"kind"' });
  expect(response.status).toBe(400);
  expect(fixture.aws.faults.list()).toEqual([]);
});

test('events and messages are shown as they came', async () => {
  const fixture = await startAws();
  const { TopicArn } = await fixture.sns.send(new CreateTopicCommand({ Name: 'alerts' }));
  await fixture.sns.send(new PublishCommand({ TopicArn, Subject: 'Soon', Message: '14 days left' }));
  await fixture.eventBridge.send(
    new PutEventsCommand({ Entries: [{ Source: 'test', DetailType: 'Tested', Detail: '{"a":1}' }] }),
  );
  expect((await ask(fixture, '/messages')).answer).toMatchObject([
    { topicArn: TopicArn, subject: 'Soon', message: '14 days left' },
  ]);
  expect((await ask(fixture, '/events')).answer).toMatchObject([
    { busName: 'default', event: { source: 'test', detail: { a: 1 } } },
  ]);
});

test('calls are counted by operation, and from 0 again on request', async () => {
  const fixture = await startAws();
  for (const Name of ['a', 'b']) await fixture.secretsManager.send(new CreateSecretCommand({ Name }));
  expect((await ask(fixture, '/calls')).answer).toEqual({ 'secretsmanager.CreateSecret': 2 });
  await ask(fixture, '/calls', 'DELETE');
  expect((await ask(fixture, '/calls')).answer).toEqual({});
});

test('no endpoint shows the value of a secret', async () => {
  const fixture = await startAws();
  const canary = 'CANARY-5b1e77';
  await fixture.secretsManager.send(new CreateSecretCommand({ Name: 'a', SecretString: canary }));
  for (const path of ['/', '/faults', '/events', '/messages', '/calls']) {
    expect(JSON.stringify(await ask(fixture, path))).not.toContain(canary);
  }
});

test('an endpoint that is not there is not found', async () => {
  expect((await ask(await startAws(), '/secrets')).status).toBe(404);
});
