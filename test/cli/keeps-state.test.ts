import { afterEach, expect, test, vi } from 'vitest';
import { UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import { credentialsSecret } from '../../local/installation/names.ts';
import { credentialsOf, DAY_MS, deploy, HOUR_MS } from '../handlers/deployment.ts';
import type { Deployment } from '../handlers/deployment.ts';
import { isServed, messagesOf, stateOf, tagsOf } from '../handlers/observations.ts';
import { cliOn } from './cli-on-deployment.ts';

afterEach(() => vi.unstubAllEnvs());

/**
 * Deploys an integration with two refresh tokens of 20 days. The rotator has minted from both, and the warner has sent the
 * notifications that are due.
 */
async function deployPair() {
  const deployment = await deploy({
    alation: { refreshTokenLifetimeMs: 20 * DAY_MS },
    warnerSettings: { warningDays: [30, 14] },
  });
  const issued = await deployment.integrate('tableau', 2);
  await deployment.rotate();
  for (let half = 0; half < 2; half++) {
    await deployment.clock.advance(12 * HOUR_MS);
    await deployment.rotate();
  }
  await deployment.warn();
  return { deployment, issued };
}

const mints = ({ alation }: Deployment) => alation.calls.count({ minted: true });
const subjects = (deployment: Deployment) => messagesOf(deployment).map(({ subject }) => subject);

test('replace changes neither the state nor the notification state of the other credential', async () => {
  const { deployment } = await deployPair();
  const before = stateOf(deployment, 'tableau');
  const warnedBefore = tagsOf(deployment, 'tableau')['token-rotator:warned-2'];
  const sent = messagesOf(deployment).length;
  const { refreshToken } = deployment.alation.createRefreshTokenInUi({ userId: 102, name: 'new' });

  const ended = await cliOn(deployment, ['replace', 'tableau', '--name', 'a', '--no-wait'], refreshToken);
  await deployment.deliverEvents();

  expect(ended).toMatchObject({ code: 0 });
  const after = stateOf(deployment, 'tableau');
  const { versionId: _, ...kept } = before.credentials[1] ?? {};
  expect(after.credentials[1]).toMatchObject(kept);
  expect(after.credentials[0]?.storedAt).toBeGreaterThan(before.credentials[0]?.storedAt ?? Infinity);
  expect(after.status).toEqual(before.status);
  await deployment.clock.advance(HOUR_MS);
  await deployment.warn();
  expect(tagsOf(deployment, 'tableau')['token-rotator:warned-2']).toBe(warnedBefore);
  expect(subjects(deployment).slice(sent)).toEqual([
    // This alert is about `a`: the new refresh token also has a lifetime of 20 days, so the warning of 30 days is due.
    '[WARNING] tableau: last refresh token expires in 19 days (123456789012 us-east-1)',
  ]);
});

test('after replace, the other credential stays rejected if it was rejected before', async () => {
  const { deployment } = await deployPair();
  const [, b] = deployment.alation.refreshTokens();
  deployment.alation.revokeRefreshToken(b?.id ?? '');
  await deployment.sweepFor(DAY_MS);
  expect(stateOf(deployment, 'tableau').credentials[1]?.state).toBe('rejected');
  await deployment.warn();
  const sent = messagesOf(deployment).length;
  const { refreshToken } = deployment.alation.createRefreshTokenInUi({ userId: 102, name: 'new' });

  await cliOn(deployment, ['replace', 'tableau', '--name', 'a', '--no-wait'], refreshToken);
  await deployment.deliverEvents();
  await deployment.clock.advance(HOUR_MS);
  await deployment.warn();

  expect(stateOf(deployment, 'tableau').credentials.map(({ state }) => state)).toEqual([
    'active',
    'rejected',
  ]);
  expect(subjects(deployment).slice(sent).join('\n')).not.toMatch(/reject/);
  expect(await isServed(deployment, 'tableau')).toBe(true);
});

/** Ways to repair a document that cannot be read: store the accepted document again, or move AWSCURRENT to its version. */
const repairs: readonly (readonly [
  string,
  (deployment: Deployment, version: string, document: object) => Promise<unknown>,
])[] = [
  ['stored again', (deployment, _, document) => deployment.store('tableau', document)],
  [
    'made current again by its label',
    ({ secretsManager, aws }, MoveToVersionId) =>
      secretsManager.send(
        new UpdateSecretVersionStageCommand({
          SecretId: credentialsSecret('tableau'),
          VersionStage: 'AWSCURRENT',
          MoveToVersionId,
          RemoveFromVersionId: aws.secrets.require(credentialsSecret('tableau')).labels.get('AWSCURRENT'),
        }),
      ),
  ],
];

test.each(repairs)(
  'after the accepted version is %s, no alert reports the broken document again, and the rotator mints nothing',
  async (_, repair) => {
    const { deployment, issued } = await deployPair();
    const { acceptedVersion = '' } = stateOf(deployment, 'tableau');
    const minted = mints(deployment);
    await deployment.store('tableau', '{"base_url": ');
    await deployment.sweep();
    await deployment.warn();
    expect(stateOf(deployment, 'tableau').status).toMatchObject({
      state: 'failing',
      code: 'CredentialsMalformed',
    });
    expect(subjects(deployment).at(-1)).toMatch(/^\[WARNING\] tableau: rotation/);
    const sent = messagesOf(deployment).length;

    await repair(deployment, acceptedVersion, credentialsOf(deployment.alation.url, issued));
    await deployment.sweep();
    await deployment.sweep();
    await deployment.deliverEvents();

    expect(stateOf(deployment, 'tableau')).toMatchObject({
      status: { state: 'fresh', code: undefined },
      backoff: undefined,
      credentials: [{ state: 'active' }, { state: 'active' }],
    });
    expect(mints(deployment)).toBe(minted);
    // One alert of the daily run reports the recovery. No alert reports the failure again.
    for (let days = 0; days < 3; days++) {
      await deployment.clock.advance(12 * HOUR_MS);
      await deployment.rotate();
      await deployment.clock.advance(12 * HOUR_MS);
      await deployment.rotate();
      await deployment.warn();
    }
    expect(subjects(deployment).slice(sent)).toEqual([expect.stringMatching(/works again|recovered/)]);
    expect((await cliOn(deployment, ['status', 'tableau'])).stdout).toMatch(/State +fresh$/m);
  },
);
