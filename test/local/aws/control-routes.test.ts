import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, PublishCommand } from '@aws-sdk/client-sns';
import { expect, onTestFinished, test } from 'vitest';
import { awsRoutes } from '../../../local/aws/control-routes.ts';
import { startControlServer } from '../../../local/control/control-server.ts';
import { errorName, startAws } from './fixture.ts';

/** A local AWS with a control server. */
async function startWithControl() {
  const fixture = await startAws();
  const { url, close } = await startControlServer(awsRoutes(fixture.aws), 0);
  onTestFinished(close);
  const control = async (path: string, method = 'GET', body?: unknown) => {
    const response = await fetch(`${url}/aws${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const shown: unknown = await response.json();
    return { status: response.status, shown };
  };
  return { ...fixture, control };
}

test('faults are added, shown and removed over HTTP', async () => {
  const { control, ...fixture } = await startWithControl();
  const fault = { kind: 'error', code: 'ThrottlingException', service: 'secretsmanager', times: 5 };
  const read = () => errorName(fixture.secretsManager.send(new GetSecretValueCommand({ SecretId: 'a' })));
  expect((await control('/faults', 'POST', fault)).status).toBe(200);
  expect(await read()).toBe('ThrottlingException');
  expect((await control('/faults')).shown).toEqual([{ ...fault, times: 4 }]);
  await control('/faults', 'DELETE');
  expect(await read()).toBe('ResourceNotFoundException');
});

test('a wrong fault is refused with the name of the wrong field', async () => {
  const { control, ...fixture } = await startWithControl();
  const wrong = await control('/faults', 'POST', { kind: 'delay', service: 'sns' });
  expect(wrong).toMatchObject({ status: 400, shown: { error: expect.stringContaining('delayMs') } });
  expect(fixture.aws.faults.list()).toEqual([]);
});

test('the control routes show the events and the messages', async () => {
  const { control, ...fixture } = await startWithControl();
  const { TopicArn } = await fixture.sns.send(new CreateTopicCommand({ Name: 'alerts' }));
  await fixture.sns.send(new PublishCommand({ TopicArn, Subject: 'Soon', Message: '14 days left' }));
  await fixture.eventBridge.send(
    new PutEventsCommand({ Entries: [{ Source: 'test', DetailType: 'Tested', Detail: '{"a":1}' }] }),
  );
  expect((await control('/messages')).shown).toMatchObject([
    { topicArn: TopicArn, subject: 'Soon', message: '14 days left' },
  ]);
  expect((await control('/events')).shown).toMatchObject([
    { busName: 'default', event: { source: 'test', detail: { a: 1 } } },
  ]);
});

test('calls are counted by operation, and the counts can be set to 0', async () => {
  const { control, ...fixture } = await startWithControl();
  for (const Name of ['a', 'b']) await fixture.secretsManager.send(new CreateSecretCommand({ Name }));
  expect((await control('/calls')).shown).toEqual({ 'secretsmanager.CreateSecret': 2 });
  await control('/calls', 'DELETE');
  expect((await control('/calls')).shown).toEqual({});
});

test('no control route shows the value of a secret', async () => {
  const { control, ...fixture } = await startWithControl();
  const canary = 'CANARY-5b1e77';
  await fixture.secretsManager.send(new CreateSecretCommand({ Name: 'a', SecretString: canary }));
  for (const path of ['/faults', '/events', '/messages', '/calls']) {
    expect(JSON.stringify(await control(path))).not.toContain(canary);
  }
});

test('an unknown control route is not found', async () => {
  expect((await (await startWithControl()).control('/secrets')).status).toBe(404);
});
