import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import type { Fault as AlationFault } from '../../local/alation/fault.ts';
import type { Fault as AwsFault } from '../../local/aws/fault.ts';
import { credentialsSecret } from '../../local/installation/names.ts';
import type { Regeneration } from '../../local/alation/behaviour.ts';
import type { IssuedRefreshToken } from '../../local/alation/control.ts';
import { credentialsOf, DAY_MS, deploy, HOUR_MS } from './deployment.ts';
import type { Deployment } from './deployment.ts';
import {
  eventsOf,
  isAccepted,
  isServed,
  logged,
  metricsOf,
  published,
  stateOf,
  tagsOf,
} from './observations.ts';

/**
 * Short, so that a renewal is due after three rotations. A refresh token is renewed after 30 % of its lifetime if both refresh
 * tokens expire together.
 */
const LIFETIME_MS = 4 * DAY_MS;

/** Deploys an integration with two refresh tokens. Its next rotation renews a refresh token if `renews` is true. */
async function beforeRenewal(
  renews = true,
): Promise<{ readonly deployment: Deployment; readonly issued: readonly IssuedRefreshToken[] }> {
  const deployment = await deploy({ alation: { refreshTokenLifetimeMs: LIFETIME_MS } });
  const issued = await deployment.integrate('tableau', 2, undefined, renews);
  await deployment.rotate();
  for (let half = 0; half < 2; half++) {
    await deployment.clock.advance(12 * HOUR_MS);
    await deployment.rotate();
  }
  await deployment.clock.advance(12 * HOUR_MS);
  return { deployment, issued };
}

const renewals = ({ alation }: Deployment) =>
  alation.calls.count({ endpoint: 'regenRefreshToken', minted: true });
const renewalOf = (deployment: Deployment) => stateOf(deployment, 'tableau').renewal;
const ofTableau = { service: 'secretsmanager', matchSecretId: 'tableau/credentials' } as const;
const regenerating = { path: 'regenRefreshToken' } as const;

/** Waits until Alation has revoked the old refresh token, and has not responded yet. */
async function untilRegenerated({ alation }: Deployment): Promise<void> {
  await expect
    .poll(() => alation.refreshTokens().filter(({ status }) => status === 'REVOKED').length, {
      timeout: 5_000,
    })
    .toBe(1);
}

/** The stored credentials document. */
function documentOf({ aws }: Deployment): unknown {
  const secret = aws.secrets.require(credentialsSecret('tableau'));
  const version = secret.versions.get(secret.labels.get('AWSCURRENT') ?? '');
  return JSON.parse(version?.data.kind === 'string' ? version.data.text : '{}') as unknown;
}

test('the rotator renews a refresh token right before a rotation, and consumers always have an active access token', async () => {
  const { deployment } = await beforeRenewal();
  const before = await published(deployment, 'tableau');

  await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 1, failed: 0 } });

  expect(renewals(deployment)).toBe(1);
  expect(await isAccepted(before)).toBe(true);
  expect(await isServed(deployment, 'tableau')).toBe(true);
  const state = stateOf(deployment, 'tableau');
  expect(state).toMatchObject({
    status: { state: 'fresh' },
    renewal: { phase: 'renewed', credential: 'b', isProven: true },
    backoff: undefined,
  });
  expect(state.acceptedVersion).toBe(state.renewal?.versionId);
  expect(state.credentials.map(({ name, expiresAt }) => [name, expiresAt])).toEqual([
    ['a', Date.parse('2026-11-28T08:00:00Z')],
    ['b', deployment.clock.now() + LIFETIME_MS],
  ]);
  expect(eventsOf(deployment, 'Refresh Token Renewed').map(({ detail }) => detail)).toEqual([
    expect.objectContaining({
      integration: 'tableau',
      credential: 'b',
      expiresAt: '2026-11-29T20:00:00.000Z',
    }),
  ]);
  expect(eventsOf(deployment, 'Refresh Token Accepted')).toHaveLength(1);
});

test('the metrics of a daily run of the warner show the number of renewals and the nearest expiry', async () => {
  const { deployment } = await beforeRenewal();
  const gauges = async () => {
    await deployment.warn();
    return metricsOf(deployment, 'warner').at(-1);
  };
  // Both refresh tokens were stored 36 h ago.
  expect(await gauges()).toMatchObject({
    RefreshTokensRenewed: 0,
    RefreshTokenRenewalsFailed: 0,
    DaysToNearestRefreshTokenExpiry: expect.closeTo(2.5, 1),
  });
  await deployment.rotate();
  expect(await gauges()).toMatchObject({ RefreshTokensRenewed: 1, RefreshTokenRenewalsFailed: 0 });
  await deployment.sweepFor(3 * DAY_MS);
  const { credentials } = stateOf(deployment, 'tableau');
  const first = Math.min(...credentials.map(({ expiresAt }) => expiresAt ?? NaN));
  expect(first).toBeGreaterThan(deployment.clock.now());
  expect((await gauges())?.['DaysToNearestRefreshTokenExpiry']).toBeCloseTo(
    (first - deployment.clock.now()) / DAY_MS,
    3,
  );
});

test('the next two sweeps after a renewal mint nothing', async () => {
  const { deployment } = await beforeRenewal();
  await deployment.rotate();
  const minted = deployment.alation.calls.count({ minted: true });

  await deployment.sweep();
  await deployment.sweep();

  expect(deployment.alation.calls.count({ minted: true })).toBe(minted);
  expect(stateOf(deployment, 'tableau').status?.state).toBe('fresh');
});

test('a renewal changes one refresh token in the credentials document, and no unknown field', async () => {
  const { deployment, issued } = await beforeRenewal();
  const [a, b] = issued;
  const document = {
    note: 'made by Ada',
    ...credentialsOf(deployment.alation.url, issued),
  };
  await deployment.secretsManager.send(
    new PutSecretValueCommand({
      SecretId: credentialsSecret('tableau'),
      SecretString: JSON.stringify(document),
    }),
  );
  await deployment.rotate();
  await deployment.clock.advance(12 * HOUR_MS);
  await deployment.rotate();

  expect(renewals(deployment)).toBe(1);
  const stored = JSON.stringify(documentOf(deployment));
  expect(JSON.parse(stored)).toMatchObject({ note: 'made by Ada', base_url: deployment.alation.url });
  const kept = [a, b].filter((one) => stored.includes(one?.refreshToken ?? ''));
  expect(kept).toHaveLength(1);
});

test('the rotator renews nothing if renewal is off for the integration', async () => {
  const { deployment } = await beforeRenewal(false);
  await deployment.rotate();
  expect(deployment.alation.calls.count({ endpoint: 'regenRefreshToken' })).toBe(0);
});

test('a requested rotation renews nothing', async () => {
  const { deployment } = await beforeRenewal();
  await deployment.rotate({ integration: 'tableau', force: true });
  expect(deployment.alation.calls.count({ endpoint: 'regenRefreshToken' })).toBe(0);
});

test('the rotator never renews a single refresh token, because a renewal would revoke the access token that consumers use', async () => {
  const deployment = await deploy({ alation: { refreshTokenLifetimeMs: LIFETIME_MS } });
  await deployment.integrate('tableau', 1, undefined, true);
  await deployment.rotate();
  for (let half = 0; half < 7; half++) {
    await deployment.clock.advance(12 * HOUR_MS);
    await deployment.rotate();
  }
  expect(deployment.alation.calls.count({ endpoint: 'regenRefreshToken' })).toBe(0);
});

test.each([400, 403, 404, 405, 409, 422])(
  'if Alation answers a renewal with %i, the renewal counts as unavailable, and the rotation continues',
  async (status) => {
    const { deployment } = await beforeRenewal();
    deployment.alation.faults.add({ kind: 'status', status, body: {}, ...regenerating });

    await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 1, failed: 0 } });

    expect(renewalOf(deployment)?.phase).toBe('unavailable');
    expect(stateOf(deployment, 'tableau').status?.state).toBe('fresh');
    expect(eventsOf(deployment, 'Refresh Token Renewal Failed')).toHaveLength(1);
  },
);

/** Calls without a usable response, their faults, and whether Alation revoked the old refresh token. */
const unanswered: readonly (readonly [string, AlationFault, boolean])[] = [
  ['is dropped before Alation processes it', { kind: 'dropBeforeProcessing', ...regenerating }, false],
  ['gets a 502 of a gateway', { kind: 'html502', ...regenerating }, false],
  ['gets a sign-on page', { kind: 'html200', ...regenerating }, false],
  ['loses its response', { kind: 'dropAfterProcessing', ...regenerating }, true],
  ['gets half of its response', { kind: 'truncatedJson', ...regenerating }, true],
  [
    'gets a response without a refresh token',
    { kind: 'changedFields', remove: ['refresh_token'], ...regenerating },
    true,
  ],
];

test.each(unanswered)(
  'the call of a renewal that %s is never repeated, and consumers have an active access token',
  async (_, fault, isLost) => {
    const { deployment } = await beforeRenewal();
    const before = await published(deployment, 'tableau');
    deployment.alation.faults.add({ ...fault, times: 1 });

    await deployment.rotate();
    expect(renewalOf(deployment)?.phase).toBe(isLost ? 'lost' : 'doubtful');
    expect(eventsOf(deployment, 'Refresh Token Renewal Failed')).toHaveLength(1);
    for (let sweeps = 0; sweeps < 3; sweeps++) await deployment.sweep();

    expect(deployment.alation.calls.count({ endpoint: 'regenRefreshToken' })).toBe(1);
    expect(renewalOf(deployment)?.phase).toBe(isLost ? 'lost' : 'failed');
    // After the loss the other refresh token is alone, so its mint revokes the previous access token.
    expect(await isAccepted(before)).toBe(!isLost);
    expect(await isServed(deployment, 'tableau')).toBe(true);
    await deployment.clock.advance(11 * HOUR_MS);
    await deployment.sweep();
    expect(await isServed(deployment, 'tableau')).toBe(true);
    const states = stateOf(deployment, 'tableau').credentials.map(({ state }) => state);
    expect(states).toEqual(isLost ? ['active', 'rejected'] : ['active', 'active']);
  },
);

test('a renewal loses the refresh token if AWS refuses the write of the new refresh token, and the same sweep records the loss', async () => {
  const { deployment } = await beforeRenewal();
  deployment.aws.faults.add({
    ...ofTableau,
    operation: 'PutSecretValue',
    kind: 'error',
    code: 'AccessDeniedException',
    skip: 1,
  });

  await deployment.rotate();

  expect(renewalOf(deployment)).toMatchObject({ phase: 'lost', code: 'SecretAccessDenied' });
  expect(await isServed(deployment, 'tableau')).toBe(true);
});

test('a rotator that is not allowed to write credentials does not ask Alation for a renewal', async () => {
  const { deployment } = await beforeRenewal();
  deployment.aws.faults.add({
    ...ofTableau,
    operation: 'PutSecretValue',
    kind: 'error',
    code: 'AccessDeniedException',
  });

  await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 1 } });

  expect(deployment.alation.calls.count({ endpoint: 'regenRefreshToken' })).toBe(0);
  expect(renewalOf(deployment)).toMatchObject({ phase: 'failed', code: 'SecretAccessDenied' });
  expect(logged(deployment, 'RenewalFailed', 'tableau')).toHaveLength(1);
});

const moves: readonly (readonly [string, AwsFault])[] = [
  [
    'fails',
    {
      ...ofTableau,
      operation: 'UpdateSecretVersionStage',
      kind: 'error',
      code: 'AccessDeniedException',
      times: 1,
    },
  ],
  [
    'loses its response',
    { ...ofTableau, operation: 'UpdateSecretVersionStage', kind: 'dropAfterProcessing', times: 1 },
  ],
];

test.each(moves)(
  'if the move of AWSCURRENT %s, the renewal is finished without a second call',
  async (_, fault) => {
    const { deployment } = await beforeRenewal();
    deployment.aws.faults.add(fault);

    await deployment.rotate();
    await deployment.sweep();

    expect(deployment.alation.calls.count({ endpoint: 'regenRefreshToken' })).toBe(1);
    expect(renewalOf(deployment)?.phase).toBe('renewed');
    expect(stateOf(deployment, 'tableau').status?.state).toBe('fresh');
    expect(await isServed(deployment, 'tableau')).toBe(true);
  },
);

test('a renewal does not overwrite a refresh token that an operator stores during the renewal', async () => {
  const { deployment, issued } = await beforeRenewal();
  const fresh = deployment.alation.createRefreshTokenInUi({ userId: 102, name: 'by hand' });
  const [a] = issued;
  // The operator stores credentials while Alation processes the renewal.
  deployment.alation.faults.add({ kind: 'delay', delayMs: 300, processed: true, ...regenerating });
  const sweeping = deployment.rotate();
  await untilRegenerated(deployment);
  const byHand = await deployment.store(
    'tableau',
    credentialsOf(deployment.alation.url, a === undefined ? [] : [a, fresh]),
  );
  await sweeping;

  expect(renewalOf(deployment)).toMatchObject({ phase: 'failed', code: 'CredentialReplaced' });
  const { labels } = deployment.aws.secrets.require(credentialsSecret('tableau'));
  expect(labels.get('AWSCURRENT')).toBe(byHand);
  await deployment.sweep();
  expect(await isServed(deployment, 'tableau')).toBe(true);
  expect(stateOf(deployment, 'tableau')).toMatchObject({
    status: { state: 'fresh' },
    acceptedVersion: byHand,
  });
});

test('a renewal does not overwrite another change of the document during the renewal', async () => {
  const { deployment, issued } = await beforeRenewal();
  deployment.alation.faults.add({ kind: 'delay', delayMs: 300, processed: true, ...regenerating });
  const sweeping = deployment.rotate();
  await untilRegenerated(deployment);
  await deployment.store('tableau', { note: 'meanwhile', ...credentialsOf(deployment.alation.url, issued) });
  await sweeping;

  expect(renewalOf(deployment)?.phase).toBe('renewed');
  expect(documentOf(deployment)).toMatchObject({ note: 'meanwhile' });
  expect(await isServed(deployment, 'tableau')).toBe(true);
});

test('a credential that gets another name during a renewal keeps its own expiry', async () => {
  const { deployment, issued } = await beforeRenewal();
  deployment.alation.faults.add({ kind: 'delay', delayMs: 300, processed: true, ...regenerating });
  const sweeping = deployment.rotate();
  await untilRegenerated(deployment);
  await deployment.store('tableau', credentialsOf(deployment.alation.url, issued.toReversed()));
  await sweeping;

  const expiries = stateOf(deployment, 'tableau').credentials.map(({ name, expiresAt }) => [name, expiresAt]);
  expect(expiries).toEqual([
    ['a', (renewalOf(deployment)?.at ?? 0) + LIFETIME_MS],
    ['b', Date.parse('2026-11-28T08:00:00Z')],
  ]);
  expect(await isServed(deployment, 'tableau')).toBe(true);
});

test('a credential that an operator adds during a renewal is in the state after the next sweep', async () => {
  const { deployment, issued } = await beforeRenewal();
  deployment.alation.faults.add({ kind: 'delay', delayMs: 300, processed: true, ...regenerating });
  const sweeping = deployment.rotate();
  await untilRegenerated(deployment);
  const added = deployment.alation.createRefreshTokenInUi({ userId: 102, name: 'added' });
  await deployment.store('tableau', credentialsOf(deployment.alation.url, [...issued, added]));
  await sweeping;
  await deployment.sweep();

  expect(stateOf(deployment, 'tableau').credentials).toMatchObject([
    { name: 'a' },
    { name: 'b', state: 'active' },
    { name: 'c' },
  ]);
  expect(stateOf(deployment, 'tableau').status?.state).toBe('fresh');
});

test('two concurrent rotators renew once', async () => {
  const { deployment } = await beforeRenewal();

  await Promise.all([deployment.rotate(), deployment.rotateBeside()]);
  await deployment.sweep();

  expect(deployment.alation.calls.count({ endpoint: 'regenRefreshToken' })).toBe(1);
  expect(await isServed(deployment, 'tableau')).toBe(true);
  expect(stateOf(deployment, 'tableau').status?.state).toBe('fresh');
});

const usual: Regeneration = { offers: 'new', expiry: 'full', accessTokens: 'revoked', others: 'kept' };

test.each<readonly [string, Partial<Regeneration>, 'renewed' | 'harmful', string | undefined]>([
  ['keeps access tokens of the old refresh token', { accessTokens: 'kept' }, 'renewed', undefined],
  ['extends the same refresh token', { offers: 'same' }, 'renewed', undefined],
  [
    'revokes the other refresh tokens of the user',
    { others: 'refresh-tokens-revoked' },
    'harmful',
    'AccessTokenEnded',
  ],
  [
    'revokes the access tokens of the user',
    { others: 'access-tokens-revoked' },
    'harmful',
    'AccessTokenEnded',
  ],
  ['keeps the expiry', { expiry: 'kept' }, 'harmful', 'NotExtended'],
])('the tag of the renewal contains the result if Alation %s', async (_, regeneration, phase, code) => {
  const { deployment } = await beforeRenewal();
  deployment.alation.behaviour.regeneration = { ...usual, ...regeneration };

  await deployment.rotate();

  expect(renewalOf(deployment)).toMatchObject({ phase, code });
  // The rotation of the same sweep replaces an access token that the renewal revoked.
  expect(await isServed(deployment, 'tableau')).toBe(true);
  for (let half = 0; half < 3; half++) {
    await deployment.clock.advance(12 * HOUR_MS);
    await deployment.rotate();
  }
  // After a harmful renewal the rotator renews no more refresh tokens of this host.
  const calls = deployment.alation.calls.count({ endpoint: 'regenRefreshToken' });
  expect(phase === 'harmful' && calls > 1).toBe(false);
  expect(await isServed(deployment, 'tableau')).toBe(true);
});

test('one integration of a host renews first, and the other integrations renew at least a day later', async () => {
  const deployment = await deploy({ alation: { refreshTokenLifetimeMs: LIFETIME_MS } });
  for (const name of ['tableau', 'another', 'third']) await deployment.integrate(name, 2, undefined, true);
  await deployment.rotate();
  const renewed: string[][] = [];
  for (let half = 0; half < 7; half++) {
    await deployment.clock.advance(12 * HOUR_MS);
    await deployment.rotate();
    renewed.push(
      eventsOf(deployment, 'Refresh Token Renewed')
        .map(({ detail }) => String(detail['integration']))
        .slice(renewed.flat().length)
        .toSorted(),
    );
  }
  expect(renewed[2]).toEqual(['another']);
  expect(renewed[3]).toEqual([]);
  expect(renewed.slice(4).flat()).toEqual(expect.arrayContaining(['tableau', 'third']));
});

test('a reconcile of one integration renews nothing, because it does not list the renewals of other integrations', async () => {
  const { deployment } = await beforeRenewal();
  await deployment.rotate({ reconcile: 'alation/tableau/credentials' });

  expect(logged(deployment, 'AccessTokenRotated')).toHaveLength(4);
  expect(renewals(deployment)).toBe(0);
});

test('the tag of a renewal contains no secret', async () => {
  const { deployment } = await beforeRenewal();
  await deployment.rotate();
  expect(tagsOf(deployment, 'tableau')['token-rotator:renewal']).toMatch(
    /^state=renewed credential=b secret=\w+ to=renewal-[\w-]{36} at=2026-11-25T20:00:00\.\d{3}Z proven=yes$/,
  );
});
