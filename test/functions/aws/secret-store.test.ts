import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, onTestFinished, test } from 'vitest';
import { clientSettings } from '../../../functions/aws/client-settings.ts';
import { createSecretStore } from '../../../functions/aws/secret-store.ts';
import { Tag } from '../../../functions/contract.ts';
import type { ListedIntegration, SecretStore } from '../../../functions/integration/ports.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { startScriptedAws, type AwsRequest, type Script } from './scripted-aws.ts';

const CREDENTIALS = 'alation/loader/credentials';
const ACCESS_TOKEN = 'alation/loader/access-token';
const ROLE_TAG = { Key: Tag.role, Value: 'credentials' };
const VERSION_ID = 'a'.repeat(64);
const DOCUMENT = new Sensitive('{"access_token":"CANARY-7c3e"}');

/** A store whose server responds as the script says. */
async function storeAt(
  script: Script,
  attempts: { attempts?: number; publishAttempts?: number } = {},
): Promise<{ store: SecretStore; requests: readonly AwsRequest[] }> {
  const aws = await startScriptedAws(script);
  const client = new SecretsManagerClient({
    ...clientSettings,
    ...aws.connection,
    maxAttempts: attempts.attempts ?? clientSettings.maxAttempts,
  });
  onTestFinished(async () => {
    client.destroy();
    await aws[Symbol.asyncDispose]();
  });
  const { publishAttempts } = attempts;
  return {
    store: createSecretStore({
      client,
      prefix: 'alation',
      clock: { sleep: async () => {} },
      ...(publishAttempts === undefined ? {} : { publishAttempts }),
    }),
    requests: aws.requests,
  };
}

async function pagesOf(store: SecretStore): Promise<(readonly ListedIntegration[])[]> {
  const pages: (readonly ListedIntegration[])[] = [];
  for await (const page of store.listIntegrations()) pages.push(page);
  return pages;
}

test('250 integrations are listed in three pages of at most 100', async () => {
  const secrets = Array.from({ length: 250 }, (_, index) => ({
    Name: `alation/loader-${index}/credentials`,
    Tags: [ROLE_TAG, { Key: Tag.owner, Value: 'data' }],
    SecretVersionsToStages: { [`old-${index}`]: ['AWSPREVIOUS'], [`new-${index}`]: ['AWSCURRENT'] },
  }));
  const { store, requests } = await storeAt(({ body }) => {
    const start = Number(body['NextToken'] ?? 0);
    const end = start + Number(body['MaxResults']);
    return {
      body: {
        SecretList: secrets.slice(start, end),
        ...(end < secrets.length ? { NextToken: String(end) } : {}),
      },
    };
  });
  const pages = await pagesOf(store);
  expect(pages.map((page) => page.length)).toEqual([100, 100, 50]);
  expect(pages[2]?.at(-1)).toEqual({
    integration: 'loader-249',
    credentialsVersionId: 'new-249',
    tags: { [Tag.role]: 'credentials', [Tag.owner]: 'data' },
  });
  expect(requests).toHaveLength(3);
  expect(requests[0]?.body['Filters']).toEqual([
    { Key: 'name', Values: ['alation/'] },
    { Key: 'tag-key', Values: ['token-rotator:role'] },
    { Key: 'tag-value', Values: ['credentials'] },
  ]);
});

test('a page is requested only after the previous page was read', async () => {
  const { store, requests } = await storeAt((_request, index) => ({
    body: {
      SecretList: [{ Name: `alation/loader-${index}/credentials`, Tags: [ROLE_TAG] }],
      NextToken: String(index + 1),
    },
  }));
  for await (const page of store.listIntegrations()) {
    if (page[0]?.integration === 'loader-1') break;
  }
  expect(requests).toHaveLength(2);
});

test.each([
  ['of another prefix', { Name: 'alation-test/loader/credentials', Tags: [ROLE_TAG] }],
  ['one level deeper', { Name: 'alation/a/b/credentials', Tags: [ROLE_TAG] }],
  ['with the access token', { Name: ACCESS_TOKEN, Tags: [{ Key: Tag.role, Value: 'access-token' }] }],
  [
    'whose role only begins with "credentials"',
    { Name: CREDENTIALS, Tags: [{ Key: Tag.role, Value: 'credentials-old' }] },
  ],
  [
    'whose role is in another tag',
    { Name: CREDENTIALS, Tags: [{ Key: `${Tag.role}-x`, Value: 'credentials' }] },
  ],
  ['without tags', { Name: CREDENTIALS }],
  ['with an invalid integration name', { Name: 'alation/Loader_1/credentials', Tags: [ROLE_TAG] }],
  ['that is scheduled for deletion', { Name: CREDENTIALS, Tags: [ROLE_TAG], DeletedDate: 1_700_000_000 }],
  ['without a name', { Tags: [ROLE_TAG] }],
])('a listed secret %s is ignored', async (_, secret) => {
  const good = { Name: 'alation/good/credentials', Tags: [ROLE_TAG] };
  const { store } = await storeAt(() => ({ body: { SecretList: [secret, good] } }));
  expect((await pagesOf(store)).flat()).toEqual([
    { integration: 'good', credentialsVersionId: undefined, tags: { [Tag.role]: 'credentials' } },
  ]);
});

test('the description of an integration has its name, the version of its credentials and its tags', async () => {
  const { store, requests } = await storeAt(() => ({
    body: { Name: CREDENTIALS, Tags: [ROLE_TAG], VersionIdsToStages: { v1: ['AWSCURRENT', 'blue'] } },
  }));
  expect(await store.describeIntegration('loader')).toEqual({
    integration: 'loader',
    credentialsVersionId: 'v1',
    tags: { [Tag.role]: 'credentials' },
  });
  expect(requests).toEqual([{ operation: 'secretsmanager.DescribeSecret', body: { SecretId: CREDENTIALS } }]);
});

test.each([
  ['does not exist', { status: 400, body: { __type: 'ResourceNotFoundException' } }],
  [
    'is scheduled for deletion',
    { body: { Name: CREDENTIALS, Tags: [ROLE_TAG], DeletedDate: 1_700_000_000 } },
  ],
  ['has no tag with its role', { body: { Name: CREDENTIALS, Tags: [] } }],
])('the description of an integration whose credentials secret %s is undefined', async (_, reaction) => {
  const { store } = await storeAt(() => reaction);
  expect(await store.describeIntegration('loader')).toBeUndefined();
});

test('no request is sent for an invalid integration name', async () => {
  const { store, requests } = await storeAt(() => ({ body: {} }));
  expect(await store.describeIntegration('../other')).toBeUndefined();
  expect(requests).toHaveLength(0);
});

test('one request reads both secrets', async () => {
  const { store, requests } = await storeAt(() => ({
    body: {
      SecretValues: [
        { Name: ACCESS_TOKEN, VersionId: 'v2', SecretBinary: 'AAEC', CreatedDate: 1_700_000_000.5 },
        { Name: CREDENTIALS, VersionId: 'v1', SecretString: '{"base_url":"x"}', CreatedDate: 1_600_000_000 },
      ],
      Errors: [],
    },
  }));
  expect(await store.readSecrets('loader')).toEqual({
    credentials: { versionId: 'v1', text: '{"base_url":"x"}', createdAt: 1_600_000_000_000 },
    accessToken: { versionId: 'v2', text: undefined, createdAt: 1_700_000_000_500 },
  });
  expect(requests).toEqual([
    { operation: 'secretsmanager.BatchGetSecretValue', body: { SecretIdList: [CREDENTIALS, ACCESS_TOKEN] } },
  ]);
});

test.each([
  ['by name', CREDENTIALS, ACCESS_TOKEN],
  [
    'by ARN',
    `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${CREDENTIALS}-AbCdEf`,
    `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${ACCESS_TOKEN}-GhIjKl`,
  ],
])(
  'if Secrets Manager reports %s that a secret has no value, the value is undefined',
  async (_, credentials, accessToken) => {
    const { store, requests } = await storeAt(() => ({
      body: {
        SecretValues: [],
        Errors: [credentials, accessToken].map((SecretId) => ({
          SecretId,
          ErrorCode: 'ResourceNotFoundException',
        })),
      },
    }));
    expect(await store.readSecrets('loader')).toEqual({ credentials: undefined, accessToken: undefined });
    expect(requests).toHaveLength(1);
  },
);

test('a secret that is missing in the batch is read with its own request', async () => {
  const { store, requests } = await storeAt(({ operation }) =>
    operation === 'secretsmanager.BatchGetSecretValue'
      ? {
          body: {
            SecretValues: [{ Name: CREDENTIALS, VersionId: 'v1', SecretString: 'c', CreatedDate: 1 }],
            NextToken: 'more',
          },
        }
      : { status: 400, body: { __type: 'ResourceNotFoundException' } },
  );
  expect(await store.readSecrets('loader')).toEqual({
    credentials: { versionId: 'v1', text: 'c', createdAt: 1_000 },
    accessToken: undefined,
  });
  expect(requests[1]).toEqual({
    operation: 'secretsmanager.GetSecretValue',
    body: { SecretId: ACCESS_TOKEN },
  });
});

test.each([
  ['AccessDeniedException', 'SecretAccessDenied'],
  ['DecryptionFailure', 'SecretAccessDenied'],
  ['InvalidRequestException', 'SecretMissing'],
  ['ThrottlingException', 'SecretsManagerUnavailable'],
  ['InternalServiceError', 'SecretsManagerUnavailable'],
  ['SomethingNew', 'Unexpected'],
])(
  'if Secrets Manager answers %s for one secret of the batch, the read throws %s',
  async (ErrorCode, code) => {
    const { store } = await storeAt(() => ({
      body: {
        SecretValues: [{ Name: CREDENTIALS, VersionId: 'v1', SecretString: 'c', CreatedDate: 1 }],
        Errors: [{ SecretId: ACCESS_TOKEN, ErrorCode, Message: 'CANARY-1f0c9' }],
      },
    }));
    const error = await rejection(store.readSecrets('loader'));
    expect(error.code).toBe(code);
    expect(error.message).toContain(`BatchGetSecretValue of ${ACCESS_TOKEN} failed (${ErrorCode})`);
    expect(error.message).not.toContain('CANARY');
  },
);

test('an access token is stored with the given VersionId', async () => {
  const { store, requests } = await storeAt(() => ({ body: {} }));
  expect(await store.putAccessToken('loader', DOCUMENT, VERSION_ID)).toBe('stored');
  expect(requests).toEqual([
    {
      operation: 'secretsmanager.PutSecretValue',
      body: { SecretId: ACCESS_TOKEN, ClientRequestToken: VERSION_ID, SecretString: DOCUMENT.reveal() },
    },
  ]);
});

test('a VersionId that exists with another value is a conflict', async () => {
  const { store, requests } = await storeAt(() => ({
    status: 400,
    body: { __type: 'ResourceExistsException' },
  }));
  expect(await store.putAccessToken('loader', DOCUMENT, VERSION_ID)).toBe('conflict');
  expect(requests).toHaveLength(1);
});

test('a write whose response was lost is retried with the same VersionId and stored once', async () => {
  const versions = new Map<unknown, unknown>();
  const { store, requests } = await storeAt(({ body }, index) => {
    const { ClientRequestToken, SecretString } = body;
    if (versions.has(ClientRequestToken) && versions.get(ClientRequestToken) !== SecretString) {
      return { status: 400, body: { __type: 'ResourceExistsException' } };
    }
    versions.set(ClientRequestToken, SecretString);
    return index === 0 ? 'dropped' : { body: {} };
  });
  expect(await store.putAccessToken('loader', DOCUMENT, VERSION_ID)).toBe('stored');
  expect(requests).toHaveLength(2);
  expect([...versions]).toEqual([[VERSION_ID, DOCUMENT.reveal()]]);
});

test('a write has six attempts, a read has three', async () => {
  const { store, requests } = await storeAt(() => ({ status: 503, body: 'Service Unavailable' }));
  expect((await rejection(store.readSecrets('loader'))).code).toBe('SecretsManagerUnavailable');
  expect(requests).toHaveLength(3);
  expect((await rejection(store.putAccessToken('loader', DOCUMENT, VERSION_ID))).code).toBe(
    'SecretsManagerUnavailable',
  );
  expect(requests).toHaveLength(3 + 6);
});

test('a write beyond a quota is not retried', async () => {
  const { store, requests } = await storeAt(() => ({
    status: 400,
    body: { __type: 'LimitExceededException' },
  }));
  expect((await rejection(store.putAccessToken('loader', DOCUMENT, VERSION_ID))).code).toBe('PublishFailed');
  expect(requests).toHaveLength(1);
});

test('failed reads during an outage do not use up the retries of a write', async () => {
  const { store, requests } = await storeAt(({ operation }) => ({
    status:
      operation === 'secretsmanager.PutSecretValue' && requests.at(-2)?.operation === operation ? 200 : 503,
    body: {},
  }));
  await Promise.all(Array.from({ length: 30 }, () => rejection(store.readSecrets('loader'))));
  expect(requests.length).toBeLessThan(90);
  expect(await store.putAccessToken('loader', DOCUMENT, VERSION_ID)).toBe('stored');
});

test('a throttled write is retried and succeeds', async () => {
  const { store, requests } = await storeAt((_request, index) =>
    index === 0 ? { status: 400, body: { __type: 'ThrottlingException' } } : { body: {} },
  );
  expect(await store.putAccessToken('loader', DOCUMENT, VERSION_ID)).toBe('stored');
  expect(requests).toHaveLength(2);
});

test('tags are written on the credentials secret with values that AWS accepts', async () => {
  const { store, requests } = await storeAt(() => ({ body: {} }));
  await store.writeTags('loader', {
    [Tag.status]: 'state=fresh since=2026-11-24T00:00:00.000Z',
    [Tag.backoff]: '',
    [Tag.baseUrl]: 'https://acme.example/?x=1',
    [Tag.said]: 'é'.repeat(300),
  });
  expect(requests).toEqual([
    {
      operation: 'secretsmanager.TagResource',
      body: {
        SecretId: CREDENTIALS,
        Tags: [
          { Key: Tag.status, Value: 'state=fresh since=2026-11-24T00:00:00.000Z' },
          { Key: Tag.backoff, Value: '' },
          { Key: Tag.baseUrl, Value: 'https://acme.example/_x=1' },
          { Key: Tag.said, Value: 'é'.repeat(256) },
        ],
      },
    },
  ]);
});

test('the times of the versions of an access token are read to the last page, with the versions that have no label', async () => {
  const { store, requests } = await storeAt(({ body }) =>
    body['NextToken'] === undefined
      ? { body: { Versions: [{ VersionId: 'v1', CreatedDate: 1_700_000_000.5 }], NextToken: 'more' } }
      : { body: { Versions: [{ VersionId: 'v2', CreatedDate: 1_600_000_000 }, { VersionId: 'v3' }] } },
  );
  await expect(store.versionTimes('loader')).resolves.toEqual([
    1_700_000_000_500,
    1_600_000_000_000,
    Infinity,
  ]);
  expect(requests.map(({ operation, body }) => ({ operation, body }))).toEqual([
    {
      operation: 'secretsmanager.ListSecretVersionIds',
      body: { SecretId: ACCESS_TOKEN, IncludeDeprecated: true },
    },
    {
      operation: 'secretsmanager.ListSecretVersionIds',
      body: { SecretId: ACCESS_TOKEN, IncludeDeprecated: true, NextToken: 'more' },
    },
  ]);
});

test('an empty NextToken ends the list of versions and the list of secrets', async () => {
  const { store, requests } = await storeAt(() => ({
    body: { Versions: [], SecretList: [], NextToken: '' },
  }));
  await expect(store.versionTimes('loader')).resolves.toEqual([]);
  await expect(pagesOf(store)).resolves.toEqual([]);
  expect(requests).toHaveLength(2);
});

test('if there are no tags to write, no request is sent', async () => {
  const { store, requests } = await storeAt(() => ({ body: {} }));
  await store.writeTags('loader', {});
  expect(requests).toHaveLength(0);
});

test.each([
  ['listIntegrations', 'ListSecrets of alation/', (store: SecretStore) => pagesOf(store)],
  [
    'describeIntegration',
    `DescribeSecret of ${CREDENTIALS}`,
    (store: SecretStore) => store.describeIntegration('loader'),
  ],
  [
    'readSecrets',
    `BatchGetSecretValue of ${CREDENTIALS}, ${ACCESS_TOKEN}`,
    (store: SecretStore) => store.readSecrets('loader'),
  ],
  [
    'putAccessToken',
    `PutSecretValue of ${ACCESS_TOKEN}`,
    (store: SecretStore) => store.putAccessToken('loader', DOCUMENT, VERSION_ID),
  ],
  [
    'versionTimes',
    `ListSecretVersionIds of ${ACCESS_TOKEN}`,
    (store: SecretStore) => store.versionTimes('loader'),
  ],
  [
    'writeTags',
    `TagResource of ${CREDENTIALS}`,
    (store: SecretStore) => store.writeTags('loader', { [Tag.said]: 'x' }),
  ],
])('the error of a denied %s names the operation, the secret and the request', async (_, beginning, call) => {
  const { store } = await storeAt(() => ({
    status: 400,
    body: { __type: 'AccessDeniedException', message: 'CANARY-1f0c9' },
  }));
  const error = await rejection(call(store));
  expect(error.code).toBe('SecretAccessDenied');
  expect(error.message).toContain(`${beginning} failed (AccessDeniedException, HTTP 400, request request-1)`);
  expect(error.message).not.toContain('CANARY');
  expect(error.cause).toBeUndefined();
});

async function rejection(promise: Promise<unknown>): Promise<RotationError> {
  const error = await promise.then(
    () => new Error('did not fail'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof RotationError) return error;
  throw error;
}
