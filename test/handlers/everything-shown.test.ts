import { randomBytes } from 'node:crypto';
import { PutEventsCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { credentialsSecret, EVENT_BUS_NAME } from '../../local/installation/names.ts';
import { findLeaks } from '../support/canary.ts';
import { type Deployment, deploy } from './deployment.ts';
import { everythingShown } from './everything-shown.ts';
import { awsConnection } from '../support/aws-clients.ts';

const connectionTo = ({ aws }: Deployment) => awsConnection(aws.url, aws.region);

/** The outputs of a deployment, each with code that writes a planted secret to it. */
const outputs: Readonly<Record<string, (deployment: Deployment, planted: string) => Promise<unknown>>> = {
  'the message of an alert': (deployment, planted) =>
    new SNSClient(connectionTo(deployment)).send(
      new PublishCommand({ TopicArn: deployment.alertTopicArn, Message: `token ${planted}` }),
    ),
  'the subject of an alert': (deployment, planted) =>
    new SNSClient(connectionTo(deployment)).send(
      new PublishCommand({ TopicArn: deployment.alertTopicArn, Message: 'm', Subject: planted }),
    ),
  'an attribute of an alert': (deployment, planted) =>
    new SNSClient(connectionTo(deployment)).send(
      new PublishCommand({
        TopicArn: deployment.alertTopicArn,
        Message: 'm',
        MessageAttributes: { owner: { DataType: 'String', StringValue: planted } },
      }),
    ),
  'an event': (deployment, planted) =>
    new EventBridgeClient(connectionTo(deployment)).send(
      new PutEventsCommand({
        Entries: [
          { EventBusName: EVENT_BUS_NAME, Source: 's', DetailType: 't', Detail: JSON.stringify({ planted }) },
        ],
      }),
    ),
  'a tag': (deployment, planted) =>
    deployment.secretsManager.send(
      new TagResourceCommand({
        SecretId: credentialsSecret('tableau'),
        Tags: [{ Key: 'x', Value: planted }],
      }),
    ),
  'the name of a secret': (deployment, planted) => deployment.addIntegration(planted),
  'a line of the log': async (deployment, planted) => deployment.output.add(JSON.stringify({ planted })),
  'the event of a failed invocation': async (deployment, planted) => {
    const listing = { service: 'secretsmanager', operation: 'ListSecrets' } as const;
    deployment.aws.faults.add({ ...listing, kind: 'error', code: 'AccessDeniedException' });
    await expect(deployment.rotate({ planted })).rejects.toThrow('ListSecrets');
  },
};

// Incident 37
test.each(Object.entries(outputs))('the search finds a planted value in %s', async (_, plant) => {
  const deployment = await deploy();
  await deployment.addIntegration('tableau');
  const planted = randomBytes(24).toString('base64url');
  expect(findLeaks(everythingShown(deployment), [planted])).toEqual([]);

  await plant(deployment, planted);

  expect(findLeaks(everythingShown(deployment), [planted])).not.toEqual([]);
});

test('the search covers every refresh token, access token and client secret of a deployment', async () => {
  const deployment = await deploy();
  const { alation, canaries } = deployment;
  const [issued] = await deployment.integrate('tableau', 1);
  await deployment.addIntegration('client');
  const { clientId, clientSecret } = alation.registerOAuthClient({ name: 'client' });
  await deployment.store('client', {
    base_url: alation.url,
    client_id: clientId,
    client_secret: clientSecret,
  });
  await deployment.rotate();

  const accessTokens = ['tableau', 'client'].map((integration) => {
    const secret = deployment.aws.secrets.require(`alation/${integration}/access-token`);
    const [version] = secret.versions.values();
    return version?.data.kind === 'string' ? String(JSON.parse(version.data.text).access_token) : '';
  });
  expect(canaries.all()).toEqual(
    expect.arrayContaining([issued?.refreshToken, clientSecret, ...accessTokens]),
  );
});
