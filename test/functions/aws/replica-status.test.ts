import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, onTestFinished, test } from 'vitest';
import { clientSettings } from '../../../functions/aws/client-settings.ts';
import { readReplicaStatus } from '../../../functions/aws/replica-status.ts';
import { startScriptedAws, type AwsRequest } from './scripted-aws.ts';

const tagged = (integration: string, replicas: string, role = 'access-token') => ({
  Name: `alation/${integration}/${role}`,
  Tags: [{ Key: 'token-rotator:replicas', Value: replicas }],
});

/** Reads the status of the replicas from Secrets Manager with these pages of secrets; also returns the requests. */
async function statusOf(
  pages: readonly (readonly object[])[],
  statuses: Readonly<Record<string, readonly object[]>>,
) {
  const aws = await startScriptedAws(({ operation, body }) => {
    if (operation === 'secretsmanager.DescribeSecret') {
      const found = statuses[String(body['SecretId'])];
      return found === undefined
        ? { status: 400, body: { __type: 'AccessDeniedException', message: 'no' } }
        : { body: { ReplicationStatus: found } };
    }
    const page = Number(body['NextToken'] ?? 0);
    return {
      body: {
        SecretList: pages[page],
        ...(page + 1 < pages.length ? { NextToken: String(page + 1) } : {}),
      },
    };
  });
  const client = new SecretsManagerClient({ ...clientSettings, ...aws.connection });
  onTestFinished(async () => {
    client.destroy();
    await aws[Symbol.asyncDispose]();
  });
  return { status: await readReplicaStatus(client, 'alation'), requests: aws.requests };
}

const operations = (requests: readonly AwsRequest[]) =>
  requests.map(({ operation }) => operation.split('.')[1]);

test('each expected replica that is not in sync is reported with its status', async () => {
  const { status } = await statusOf(
    [[tagged('tableau', 'us-east-1 eu-west-2')], [tagged('loader', 'us-east-1 sa-east-1')]],
    {
      'alation/tableau/access-token': [
        { Region: 'us-east-1', Status: 'InSync' },
        { Region: 'eu-west-2', Status: 'Failed', StatusMessage: 'No access to the KMS key' },
      ],
      'alation/loader/access-token': [{ Region: 'us-east-1', Status: 'InProgress' }],
    },
  );

  expect(status).toEqual({
    replicas: 4,
    stale: [
      {
        integration: 'tableau',
        region: 'eu-west-2',
        status: 'Failed',
        explanation: 'No access to the KMS key',
      },
      { integration: 'loader', region: 'us-east-1', status: 'InProgress', explanation: undefined },
      { integration: 'loader', region: 'sa-east-1', status: 'Missing', explanation: undefined },
    ],
    notDescribed: 0,
  });
});

test('only access-token secrets of the prefix whose tag names replicas are checked', async () => {
  const { status, requests } = await statusOf(
    [
      [
        tagged('tableau', '', 'access-token'),
        tagged('tableau', 'us-east-1', 'credentials'),
        { ...tagged('tableau', 'us-east-1'), Name: 'alation-dev/tableau/access-token' },
      ],
    ],
    {},
  );

  expect(status).toEqual({ replicas: 0, stale: [], notDescribed: 0 });
  expect(operations(requests)).toEqual(['ListSecrets']);
  expect(requests[0]?.body).toMatchObject({
    Filters: [
      { Key: 'name', Values: ['alation/'] },
      { Key: 'tag-key', Values: ['token-rotator:replicas'] },
    ],
  });
});

test('the status of a secret that cannot be described is Unknown, and the other secrets are still checked', async () => {
  const { status } = await statusOf(
    [[tagged('tableau', 'us-east-1 eu-west-2'), tagged('loader', 'us-east-1')]],
    {
      'alation/loader/access-token': [{ Region: 'us-east-1', Status: 'Failed' }],
    },
  );

  const explanation = expect.stringMatching(/^DescribeSecret of alation\/tableau\/access-token failed/);
  expect(status).toEqual({
    replicas: 3,
    stale: [
      { integration: 'tableau', region: 'us-east-1', status: 'Unknown', explanation },
      { integration: 'tableau', region: 'eu-west-2', status: 'Unknown', explanation },
      { integration: 'loader', region: 'us-east-1', status: 'Failed', explanation: undefined },
    ],
    notDescribed: 1,
  });
});

test('the error of a refused ListSecrets names the operation', async () => {
  await using aws = await startScriptedAws(() => ({
    status: 400,
    body: { __type: 'AccessDeniedException', message: 'no' },
  }));
  const client = new SecretsManagerClient({ ...clientSettings, ...aws.connection });

  await expect(readReplicaStatus(client, 'alation')).rejects.toThrow(/^ListSecrets of alation\/ failed/);
  client.destroy();
});
