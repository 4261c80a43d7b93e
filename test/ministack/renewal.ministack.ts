/** Tests that the rotator renews refresh tokens with the permissions of its own role, and only where the setting is on. */
import {
  DescribeSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Tag } from '../../functions/contract.ts';
import { parseIntegrationState } from '../../functions/integration/integration-tags.ts';
import { HOUR_MS } from '../../functions/time.ts';
import { storeValue } from './access/calls.ts';
import { serviceSession } from './access/principals.ts';
import { verdictOf } from './access/verdict.ts';
import { clientsOf, root } from './account.ts';
import { startCompanyAlation, type CompanyAlation } from './company-alation.ts';
import { decisionsAbout } from './decisions.ts';
import { deployRotator, type DeployedRotator } from './deployed-rotator.ts';
import { invoke } from './invoke.ts';
import { changePolicy, statementsOf } from './managed-policy.ts';
import { operatorOf, type Command } from './operator.ts';
import { published, store, versionOf } from './secrets.ts';

const PREFIX = 'renewal';
const RENEWED = `${PREFIX}/tableau`;
const OTHER = `${PREFIX}/loader`;
const account = clientsOf(root);

let company: CompanyAlation;
let command: Command;
let lab: DeployedRotator;

beforeAll(async () => {
  company = await startCompanyAlation();
  command = await operatorOf(company.environment, 'renewal-operator');
  lab = await deployRotator({
    ...company.settings,
    prefix: PREFIX,
    renewRefreshTokens: true,
    integrations: { tableau: {}, loader: { renewRefreshTokens: false } },
  });
  const { behaviour } = company.alation;
  const wholeLifetimeMs = behaviour.refreshTokenLifetimeMs;
  // A refresh token that is seconds old has its full lifetime left, so a renewal would not extend it.
  behaviour.refreshTokenLifetimeMs = wholeLifetimeMs / 2;
  for (const integration of [RENEWED, OTHER]) {
    const [a, b] = [company.newRefreshToken(), company.newRefreshToken()];
    await store(`${integration}/credentials`, {
      base_url: a.base_url,
      credentials: [
        { name: 'a', refresh_token: a.refresh_token, user_id: a.user_id },
        { name: 'b', refresh_token: b.refresh_token, user_id: b.user_id },
      ],
    });
  }
  behaviour.refreshTokenLifetimeMs = wholeLifetimeMs;
  // The rotator mints from `a`, `b` and `a`, so the next rotation mints from `b`.
  for (const integration of ['tableau', 'loader']) {
    for (let mints = 0; mints < 3; mints++) await rotator({ integration, force: true });
  }
});

afterAll(async () => {
  await company.close();
});

test('without the statement RenewRefreshTokens the rotator does not ask Alation for a new refresh token', async () => {
  const whole = await statementsOf(lab.policies.rotator);
  await changePolicy(
    lab.policies.rotator,
    whole.filter(({ Sid }) => Sid !== 'RenewRefreshTokens'),
  );
  expect(await command(PREFIX, 'renew', 'tableau')).toMatchObject({
    exitCode: 0,
    output: { credential: 'b', outcome: 'requested' },
  });
  await makeDue(RENEWED);

  const { errors } = await rotator({});

  expect(errors).toContain('RenewalFailed');
  expect(await renewalOf(RENEWED)).toMatchObject({ phase: 'failed', code: 'SecretAccessDenied' });
  expect(renewals()).toBe(0);
  await expectActive(RENEWED);
  await changePolicy(lab.policies.rotator, whole);
});

test('with the statement RenewRefreshTokens the rotator renews the refresh token and publishes an active access token', async () => {
  await forgetRenewal(RENEWED);
  await rotator({ integration: 'tableau', force: true });
  const before = await versionOf(`${RENEWED}/credentials`);
  expect(await command(PREFIX, 'renew', 'tableau')).toMatchObject({ exitCode: 0 });
  await makeDue(RENEWED);
  const since = decisions().length;

  const { errors } = await rotator({});

  expect(errors).toEqual([]);
  expect(await renewalOf(RENEWED)).toMatchObject({ phase: 'renewed', isProven: true });
  expect(renewals()).toBe(1);
  expect(await versionOf(`${RENEWED}/credentials`)).not.toEqual(before);
  await expectActive(RENEWED);
  const made = decisions().slice(since);
  expect(made.filter(({ allowed }) => !allowed)).toEqual([]);
  const writes = made.filter(({ resource }) => /tableau\/credentials/.test(resource));
  expect(writes.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage']),
  );
});

test('without the setting, the rotator rotates an integration, renews nothing and has no permission to write its credentials', async () => {
  expect(await command(PREFIX, 'renew', 'loader')).toMatchObject({
    exitCode: 1,
    output: { error: { code: 'RenewalOff' } },
  });
  const before = await versionOf(`${OTHER}/credentials`);
  await makeDue(OTHER);

  await rotator({});

  await expectActive(OTHER);
  expect(renewals()).toBe(1);
  expect(await versionOf(`${OTHER}/credentials`)).toEqual(before);
  const session = await serviceSession(lab.roles.rotator);
  const move = (SecretId: string) =>
    session.secrets.send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage: 'PROBE' }));
  expect(await verdictOf(storeValue(`${OTHER}/credentials`).send(session))).toBe('denied');
  expect(await verdictOf(move(`${OTHER}/credentials`))).toBe('denied');
  expect(await verdictOf(storeValue(`${RENEWED}/credentials`).send(session))).toBe('allowed');
});

const rotator = (event: object) => invoke(lab.functions.rotator, lab.logGroups.rotator, event);
const renewals = () => company.alation.calls.count({ endpoint: 'regenRefreshToken', minted: true });
const decisions = () => decisionsAbout(new RegExp(`^${PREFIX}-token-rotator-TokenRotatorRole`));

/** Sets the age of the published access token to 13 of its 24 hours, in the document and in the tags. */
async function makeDue(integration: string): Promise<void> {
  const issuedAt = Date.now() - 13 * HOUR_MS;
  const [issued, expires] = [issuedAt, issuedAt + 24 * HOUR_MS].map((ms) => new Date(ms).toISOString());
  const document = await published(integration);
  await store(`${integration}/access-token`, { ...document, issued_at: issued, expires_at: expires });
  const tag = (await tagsOf(integration))[Tag.accessToken] ?? '';
  const aged = tag.replace(/issued=\S+/, `issued=${issued}`).replace(/expires=\S+/, `expires=${expires}`);
  const Tags = [{ Key: Tag.accessToken, Value: aged }];
  await account.secrets.send(new TagResourceCommand({ SecretId: `${integration}/credentials`, Tags }));
}

/** Removes the tags of the last renewal, because the rotator tries only one renewal a day. */
async function forgetRenewal(integration: string): Promise<void> {
  const TagKeys = [Tag.renewal, Tag.renewalRequest];
  await account.secrets.send(new UntagResourceCommand({ SecretId: `${integration}/credentials`, TagKeys }));
}

async function renewalOf(integration: string) {
  return parseIntegrationState(await tagsOf(integration)).renewal;
}

async function tagsOf(integration: string): Promise<Record<string, string>> {
  const SecretId = `${integration}/credentials`;
  const { Tags = [] } = await account.secrets.send(new DescribeSecretCommand({ SecretId }));
  return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

async function expectActive(integration: string): Promise<void> {
  expect(company.alation.isAccessTokenActive((await published(integration)).access_token)).toBe(true);
}
