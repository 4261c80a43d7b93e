import { expect, test } from 'vitest';
import type { TokenRotatorProps } from '../../infra/token-rotator-props.ts';
import {
  arnText,
  at,
  EVERYTHING,
  listed,
  MINIMAL,
  propertiesOf,
  REPLICA_KEY,
  statementsOf,
  templateOf,
} from './synth.ts';

const SECRET = 'AWS::SecretsManager::Secret';

function secret(name: string): Record<string, unknown> | undefined {
  return propertiesOf(templateOf(EVERYTHING), SECRET).find(({ Name }) => Name === `alation-prod/${name}`);
}

test('the access token is replicated to each Region, with the key that the settings name for the Region', () => {
  expect(secret('tableau/access-token')?.['ReplicaRegions']).toEqual([
    { Region: 'eu-central-1' },
    { Region: 'us-east-1', KmsKeyId: REPLICA_KEY },
  ]);
  expect(secret('another/access-token')).not.toHaveProperty('ReplicaRegions');
});

test('credentials are not replicated', () => {
  expect(secret('tableau/credentials')).not.toHaveProperty('ReplicaRegions');
});

test('the secret of a replicated access token has a tag with the Regions of its replicas', () => {
  expect(secret('tableau/access-token')?.['Tags']).toContainEqual({
    Key: 'token-rotator:replicas',
    Value: 'eu-central-1 us-east-1',
  });
  expect(JSON.stringify([secret('tableau/credentials'), secret('another/access-token')])).not.toContain(
    'token-rotator:replicas',
  );
});

test('the warner checks the replicas every hour, in addition to its daily run', () => {
  expect(warnerSchedules(EVERYTHING)).toEqual([
    ['cron(30 7 * * ? *)', '{"scheduledTime":"<aws.scheduler.scheduled-time>"}'],
    ['rate(1 hour)', '{"check":"replicas"}'],
  ]);
  expect(warnerSchedules(MINIMAL)).toHaveLength(1);
});

test('the warner may describe access tokens only if an access token has replicas', () => {
  expect(describedByWarner(EVERYTHING)).toEqual(['credentials-??????', 'access-token-??????']);
  expect(describedByWarner(MINIMAL)).toEqual(['credentials-??????']);
});

test('the rotator may use the keys of replicas only through Secrets Manager', () => {
  const statement = statementsOf(templateOf(EVERYTHING), 'rotator').find(
    ({ Sid }) => Sid === 'UseTheReplicasKeys',
  );

  expect(statement).toMatchObject({
    Action: ['kms:Encrypt', 'kms:GenerateDataKey'],
    Resource: REPLICA_KEY,
    Condition: { StringLike: { 'kms:ViaService': 'secretsmanager.*.amazonaws.com' } },
  });
  expect(statementsOf(templateOf(), 'rotator').map(({ Sid }) => Sid)).not.toContain('UseTheReplicasKeys');
});

/** Expression and input of each schedule that starts the warner. */
function warnerSchedules(settings: TokenRotatorProps): unknown[][] {
  return propertiesOf(templateOf(settings), 'AWS::Scheduler::Schedule')
    .filter((schedule) => arnText(at(schedule, 'Target', 'Arn')).includes('Warner'))
    .map((schedule) => [schedule['ScheduleExpression'], at(schedule, 'Target', 'Input')]);
}

/** Last parts of the names of the secrets that the warner may describe. */
function describedByWarner(settings: TokenRotatorProps): (string | undefined)[] {
  return statementsOf(templateOf(settings), 'warner')
    .filter(
      ({ Effect, Action }) => Effect === 'Allow' && listed(Action).includes('secretsmanager:DescribeSecret'),
    )
    .flatMap(({ Resource }) => listed(Resource).map(arnText))
    .map((arn) => arn.split('/').at(-1));
}
