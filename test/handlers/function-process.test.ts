import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { expect, onTestFinished, test } from 'vitest';
import { systemBytes } from '../../local/alation/random-bytes.ts';
import { startLocalAlation } from '../../local/alation/server.ts';
import { startLocalAws } from '../../local/aws/server.ts';
import { systemClock } from '../../local/clock.ts';
import { credentialsSecret, EVENT_BUS_NAME } from '../../local/installation/names.ts';
import { createSecrets } from '../../local/installation/resources.ts';
import { findLeaks } from '../support/canary.ts';
import { canaryOutput } from '../support/canary-output.ts';
import { createCanaries } from './canaries.ts';
import { everythingShown } from './everything-shown.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What a process printed, and how it ended. */
interface Printed {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

function runFunction(
  entry: 'rotator' | 'warner',
  environment: NodeJS.ProcessEnv,
  event?: object,
): Promise<Printed> {
  const script = join(ROOT, 'test/handlers/run-function.ts');
  const given = event === undefined ? [] : [JSON.stringify(event)];
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [script, join(ROOT, `functions/${entry}.ts`), ...given],
      { env: { PATH: process.env['PATH'], ...environment } },
      (_, stdout, stderr) => resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

/** Servers full of canaries: integrations that go well, and some of every kind that do not. */
async function servers() {
  const canaries = createCanaries();
  const random = canaries.noting(systemBytes);
  const alation = await startLocalAlation({ clock: systemClock, supersession: 'revokes', random });
  const aws = await startLocalAws({ clock: systemClock });
  onTestFinished(async () => {
    await Promise.all([alation.close(), aws.close()]);
  });
  const connection = {
    endpoint: aws.url,
    region: aws.region,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
  };
  aws.events.addEventBus(EVENT_BUS_NAME);
  const { TopicArn = '' } = await new SNSClient(connection).send(new CreateTopicCommand({ Name: 'alerts' }));

  const refreshToken = (name: string) => alation.createRefreshTokenInUi({ userId: 102, name });
  const entryOf = ({ refreshToken: refresh_token, userId: user_id }: ReturnType<typeof refreshToken>) => ({
    refresh_token,
    user_id,
  });
  const revoked = refreshToken('revoked');
  alation.revokeRefreshToken(revoked.id);
  const spoilt = refreshToken('spoilt');
  alation.faults.add({ kind: 'truncatedJson', credentialId: spoilt.id, path: 'createAPIAccessToken' });
  const { clientId, clientSecret } = alation.registerOAuthClient({ name: 'client' });
  const base_url = alation.url;
  const values: Readonly<Record<string, string>> = {
    good: JSON.stringify({
      base_url,
      credentials: [entryOf(refreshToken('a')), { client_id: clientId, client_secret: clientSecret }],
    }),
    client: JSON.stringify({ base_url, client_id: clientId, client_secret: clientSecret }),
    revoked: JSON.stringify({ base_url, ...entryOf(revoked) }),
    spoilt: JSON.stringify({ base_url, ...entryOf(spoilt) }),
    text: `${canaries.make()} is no JSON`,
    wrong: JSON.stringify({ base_url, refresh_token: [canaries.make()], user_id: canaries.make() }),
    elsewhere: JSON.stringify({
      base_url: `https://${canaries.make()}.example`,
      refresh_token: canaries.make(),
    }),
    stranger: JSON.stringify({ base_url, client_id: 'nobody', client_secret: canaries.make() }),
  };
  const secretsManager = new SecretsManagerClient(connection);
  for (const [integration, SecretString] of Object.entries(values)) {
    await createSecrets(secretsManager, { integration, owner: 'bi-team' });
    await secretsManager.send(
      new PutSecretValueCommand({ SecretId: credentialsSecret(integration), SecretString }),
    );
  }
  const sdk = {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: canaries.make(),
    AWS_SESSION_TOKEN: canaries.make(),
  };
  const rotator = {
    ...sdk,
    SECRET_PREFIX: 'alation',
    ALLOWED_HOSTS: alation.url,
    ROTATION_INTERVAL_MINUTES: '15',
    RENEWAL_FRACTION: '0.5',
    PROBE_INTERVAL_MINUTES: '60',
    REFRESH_TOKEN_LIFETIME_DAYS: '60',
    WRITES_PER_SECOND: '40',
    OAUTH_VERIFICATION: 'both',
    EVENT_BUS_NAME,
  };
  const warner = {
    ...sdk,
    SECRET_PREFIX: 'alation',
    WARNING_DAYS: '90,30,14',
    CLIENT_SECRET_MAX_AGE_DAYS: '0',
    ALERT_TOPIC_ARN: TopicArn,
    CHAT_TOPICS: '[]',
    EVENT_BUS_NAME,
  };
  return { canaries, alation, aws, rotator, warner };
}

test('the functions as processes of their own print no secret, in whatever goes wrong', async () => {
  const { canaries, aws, rotator, warner } = await servers();
  const refused = { kind: 'error', code: 'AccessDeniedException', times: 1 } as const;

  const swept = await runFunction('rotator', rotator);
  const requested = await runFunction('rotator', rotator, { integration: 'text' });
  const warned = await runFunction('warner', warner);
  aws.faults.add({ ...refused, service: 'secretsmanager', operation: 'ListSecrets' });
  const failed = await runFunction('rotator', rotator);
  const misplaced = { ...rotator, EVENT_BUS_NAME: 'no bus', WRITES_PER_SECOND: 'many' };
  const unstarted = await runFunction('rotator', misplaced);

  expect(JSON.parse(swept.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
    due: 8,
    outcomes: { rotated: 2, failed: 6 },
  });
  expect(swept.stderr).toBe('');
  const lines = swept.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.filter((line) => 'message' in line).length).toBeGreaterThanOrEqual(9);
  expect(lines.filter((line) => '_aws' in line)).toHaveLength(1);
  expect(JSON.parse(warned.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ alertsFailed: 0 });
  expect([swept, requested, warned, failed, unstarted].map(({ exitCode }) => exitCode)).toEqual([
    0, 0, 0, 1, 1,
  ]);
  expect(failed.stderr).toContain('InvocationError: RotationError: ListSecrets of alation/ failed');
  expect(unstarted.stderr).toContain('WRITES_PER_SECOND is "many"');

  const output = canaryOutput();
  for (const { stdout, stderr } of [swept, requested, warned, failed, unstarted]) {
    output.add(stdout);
    output.add(stderr);
  }
  expect(aws.topics.messages.length).toBeGreaterThan(1);
  expect(aws.events.events.length).toBeGreaterThan(4);
  const shown = everythingShown({ aws, output, deadLetters: [], asked: [] });
  expect(findLeaks(shown, canaries.all())).toEqual([]);
});
