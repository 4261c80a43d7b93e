import { TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, expect, test, vi } from 'vitest';
import { Tag } from '../../functions/contract.ts';
import { formatRenewal } from '../../functions/integration/renewal-state.ts';
import type { RenewalState } from '../../functions/integration/renewal-state.ts';
import { credentialsSecret } from '../../local/installation/names.ts';
import { renewalState } from '../functions/renewal/renewal-fixture.ts';
import { cliOn } from './cli-on-deployment.ts';
import { credentialsOf, DAY_MS, deploy, HOUR_MS, INTERVAL_MS, MINUTE_MS } from '../handlers/deployment.ts';
import type { Deployment } from '../handlers/deployment.ts';
import { eventsOf, isAccepted, isServed, published, stateOf, tagsOf } from '../handlers/observations.ts';

afterEach(() => vi.unstubAllEnvs());

const cli = (deployment: Deployment, ...args: readonly string[]) => cliOn(deployment, args);

async function json(deployment: Deployment, ...args: readonly string[]): Promise<unknown> {
  return JSON.parse((await cli(deployment, ...args, '--json')).stdout) as unknown;
}

const renewals = ({ alation }: Deployment) =>
  alation.calls.count({ endpoint: 'regenRefreshToken', minted: true });

/**
 * Deploys an integration with this many refresh tokens, which are a day old. The published access token was minted from
 * `a`.
 */
async function deployDayOld(refreshTokens = 2, renews = true): Promise<Deployment> {
  const deployment = await deploy();
  await deployment.integrate('tableau', refreshTokens, 'bi-team', renews);
  await deployment.rotate();
  for (let half = 0; half < 2; half++) {
    await deployment.clock.advance(12 * HOUR_MS);
    await deployment.rotate();
  }
  return deployment;
}

async function setTag({ secretsManager }: Deployment, tag: string, value: string): Promise<void> {
  await secretsManager.send(
    new TagResourceCommand({ SecretId: credentialsSecret('tableau'), Tags: [{ Key: tag, Value: value }] }),
  );
}

/** Writes a renewal of `b`, two days ago, into the tags as the last renewal. */
async function setRenewal(deployment: Deployment, changes: Partial<RenewalState>): Promise<void> {
  const fingerprint = stateOf(deployment, 'tableau').credentials[1]?.fingerprint ?? '';
  const at = deployment.clock.now() - 2 * DAY_MS;
  await setTag(deployment, Tag.renewal, formatRenewal(renewalState({ fingerprint, at, ...changes })));
}

test('renew requests a renewal at the next mint, and the rotator renews then and not before', async () => {
  const deployment = await deployDayOld();
  const held = await published(deployment, 'tableau');

  const { code, stdout } = await cli(deployment, 'renew', 'tableau');

  expect({ code, stdout }).toMatchObject({ code: 0 });
  expect(stdout).toContain(
    'The renewal of "b" of tableau is requested. Nothing changes before the next rotation that mints from this credential.',
  );
  const shown = /about (\S+ \S+) UTC/.exec(stdout)?.[1];
  const at = Date.parse(`${shown?.replace(' ', 'T')}Z`);
  expect(tagsOf(deployment, 'tableau')[Tag.renewalRequest]).toMatch(
    /^credential=b secret=\w{8} at=\S+Z by=user\/local$/,
  );
  while (deployment.clock.now() + INTERVAL_MS < at) {
    await deployment.sweep();
    expect(renewals(deployment)).toBe(0);
  }
  await deployment.sweep();
  await deployment.sweep();

  expect(renewals(deployment)).toBe(1);
  expect(stateOf(deployment, 'tableau').renewal).toMatchObject({ phase: 'renewed', credential: 'b' });
  expect(Math.abs((stateOf(deployment, 'tableau').renewal?.at ?? 0) - at)).toBeLessThanOrEqual(INTERVAL_MS);
  expect(eventsOf(deployment, 'Refresh Token Renewed')).toHaveLength(1);
  expect(await isAccepted(held)).toBe(true);
  expect(await isServed(deployment, 'tableau')).toBe(true);
  // One request causes one renewal only.
  await deployment.sweepFor(3 * DAY_MS);
  expect(renewals(deployment)).toBe(1);
});

test('a requested renewal of the issuing credential waits for the rotation after the next rotation', async () => {
  const deployment = await deployDayOld();
  const next = (await json(deployment, 'renew', 'tableau')) as { readonly renewsAt: string };

  const body = await json(deployment, 'renew', 'tableau', '--credential', 'a');

  expect(body).toMatchObject({ credential: 'a', outcome: 'requested', waitsForAnother: false });
  const later = Date.parse((body as { readonly renewsAt: string }).renewsAt) - Date.parse(next.renewsAt);
  expect(later).toBeGreaterThanOrEqual(11 * HOUR_MS);
  expect(later).toBeLessThanOrEqual(12 * HOUR_MS);
  await deployment.sweepFor(2 * DAY_MS);
  expect(stateOf(deployment, 'tableau').renewal).toMatchObject({ phase: 'renewed', credential: 'a' });
  expect(renewals(deployment)).toBe(1);
});

test('status shows the request until the attempt, and then the result of the renewal', async () => {
  const deployment = await deployDayOld();
  await cli(deployment, 'renew', 'tableau');
  expect((await cli(deployment, 'status', 'tableau')).stdout).toMatch(
    /^ {2}Renewal +a in about 17 days, b in about \d+ h, as requested$/m,
  );
  expect(await json(deployment, 'status', 'tableau')).toMatchObject({
    integrations: [{ requestedRenewal: 'b', renewal: null }],
  });

  await deployment.sweepFor(DAY_MS);

  expect((await cli(deployment, 'status', 'tableau')).stdout).toMatch(
    /^ {2}Renewal +a in about 16 days, b in about 17 days; last: b renewed \d+ h ago$/m,
  );
  expect(await json(deployment, 'status', 'tableau')).toMatchObject({
    integrations: [{ requestedRenewal: null, renewal: { state: 'renewed', credential: 'b' } }],
  });
});

test('a second renew does not change the request, and renew --cancel withdraws the request', async () => {
  const deployment = await deployDayOld();
  await cli(deployment, 'renew', 'tableau');
  const tag = tagsOf(deployment, 'tableau')[Tag.renewalRequest];
  await deployment.clock.advance(MINUTE_MS);
  expect(await json(deployment, 'renew', 'tableau')).toMatchObject({ outcome: 'unchanged' });
  expect(tagsOf(deployment, 'tableau')[Tag.renewalRequest]).toBe(tag);

  expect(await json(deployment, 'renew', 'tableau', '--cancel')).toMatchObject({
    outcome: 'withdrawn',
    credential: 'b',
  });

  expect(tagsOf(deployment, 'tableau')).not.toHaveProperty(Tag.renewalRequest);
  await deployment.sweepFor(2 * DAY_MS);
  expect(renewals(deployment)).toBe(0);
  expect(await json(deployment, 'renew', 'tableau', '--cancel')).toMatchObject({ outcome: 'unchanged' });
});

test('the replacement of a refresh token ends the request for its renewal', async () => {
  const deployment = await deployDayOld();
  await cli(deployment, 'renew', 'tableau');
  const [, b] = ['a', 'b'].map((name) => deployment.alation.createRefreshTokenInUi({ userId: 102, name }));
  const document: unknown = JSON.parse(
    JSON.stringify(credentialsOf(deployment.alation.url, b === undefined ? [] : [b, b])),
  );
  const { credentials = [] } = document as { readonly credentials?: readonly object[] };
  const [a] = await storedEntries(deployment);
  await deployment.store('tableau', {
    ...Object(document),
    credentials: [a, credentials[1]],
  });

  await deployment.sweepFor(2 * DAY_MS);

  expect(renewals(deployment)).toBe(0);
  expect(await json(deployment, 'status', 'tableau')).toMatchObject({
    integrations: [{ requestedRenewal: null }],
  });
});

/** The entries of the stored credentials document. */
async function storedEntries({ aws }: Deployment): Promise<readonly unknown[]> {
  const secret = aws.secrets.require(credentialsSecret('tableau'));
  const version = secret.versions.get(secret.labels.get('AWSCURRENT') ?? '');
  const document: unknown = JSON.parse(version?.data.kind === 'string' ? version.data.text : '{}');
  return (document as { readonly credentials: readonly unknown[] }).credentials;
}

test('a 404 of the renewal endpoint ends the request, and the rotator does not try again', async () => {
  const deployment = await deployDayOld();
  deployment.alation.faults.add({ kind: 'status', status: 404, body: {}, path: 'regenRefreshToken' });
  await cli(deployment, 'renew', 'tableau');

  await deployment.sweepFor(3 * DAY_MS);

  expect(deployment.alation.calls.count({ endpoint: 'regenRefreshToken' })).toBe(1);
  expect((await cli(deployment, 'status', 'tableau')).stdout).toMatch(
    /last: b not renewed, Alation does not offer it, tried \d days ago$/m,
  );
});

test('if another integration of the same Alation renews first, renew announces the delay', async () => {
  const deployment = await deployDayOld();
  await deployment.integrate('another', 2, undefined, true);
  await deployment.sweepFor(2 * DAY_MS);
  expect(await json(deployment, 'renew', 'another')).toMatchObject({ waitsForAnother: false });

  const { code, stdout } = await cli(deployment, 'renew', 'tableau');

  expect(code).toBe(0);
  expect(stdout).toContain('Another integration of this Alation renews first.');
  expect(await json(deployment, 'renew', 'tableau')).toMatchObject({ waitsForAnother: true });
});

/** Revokes the refresh token `a` in Alation, and waits until the rotator has recorded the rejection. */
async function rejectA(deployment: Deployment): Promise<void> {
  const [a] = deployment.alation.refreshTokens();
  deployment.alation.revokeRefreshToken(a?.id ?? '');
  await deployment.sweepFor(DAY_MS);
}

interface Refusal {
  readonly title: string;
  readonly deploy?: () => Promise<Deployment>;
  readonly before?: (deployment: Deployment) => Promise<unknown>;
  readonly args?: readonly string[];
  readonly code: string;
  readonly todo: RegExp;
}

test.each<Refusal>([
  {
    title: 'renewal is off',
    deploy: () => deployDayOld(2, false),
    code: 'RenewalOff',
    todo: /"renewRefreshTokens": true .* deploy/,
  },
  {
    title: 'the integration has one credential',
    deploy: () => deployDayOld(1),
    code: 'RenewalNoReserve',
    todo: /npx alation-tokens onboard tableau --second$/,
  },
  {
    title: 'the credential is an OAuth client',
    deploy: async () => {
      const deployment = await deploy();
      await deployment.addIntegration('tableau', undefined, true);
      const client = deployment.alation.registerOAuthClient({ name: 'tableau' });
      await deployment.store('tableau', {
        base_url: deployment.alation.url,
        client_id: client.clientId,
        client_secret: client.clientSecret,
      });
      await deployment.rotate();
      return deployment;
    },
    code: 'RenewalOAuthClient',
    todo: /npx alation-tokens replace tableau$/,
  },
  {
    title: 'no credentials are stored',
    deploy: async () => {
      const deployment = await deploy();
      await deployment.addIntegration('tableau', undefined, true);
      return deployment;
    },
    code: 'RenewalAwaitingCredentials',
    todo: /npx alation-tokens onboard tableau$/,
  },
  {
    title: 'the integration is paused',
    before: (deployment) => setTag(deployment, Tag.paused, 'true'),
    code: 'RenewalPaused',
    todo: /npx alation-tokens resume tableau$/,
  },
  {
    title: 'the other credential is rejected',
    before: rejectA,
    args: ['--credential', 'b'],
    code: 'RenewalNoReserve',
    todo: /npx alation-tokens status tableau$/,
  },
  {
    title: 'the credential is rejected',
    before: rejectA,
    args: ['--credential', 'a'],
    code: 'RenewalNotActive',
    todo: /npx alation-tokens replace tableau --name a$/,
  },
  {
    title: 'the integration is contested',
    before: (deployment) =>
      setTag(
        deployment,
        Tag.contested,
        `credential=a since=${new Date(deployment.clock.now()).toISOString()}`,
      ),
    code: 'RenewalContested',
    todo: /Find the other program/,
  },
  {
    title: 'the rotation fails',
    before: (deployment) =>
      setTag(deployment, Tag.status, 'state=failing code=AlationUnavailable since=2026-11-24T08:00:00.000Z'),
    code: 'RenewalRotationFails',
    todo: /npx alation-tokens status tableau$/,
  },
  {
    title: 'the rotator has not used the stored credentials yet',
    before: async (deployment) =>
      deployment.store('tableau', {
        base_url: deployment.alation.url,
        credentials: await storedEntries(deployment),
      }),
    code: 'RenewalNotUsedYet',
    todo: /npx alation-tokens rotate tableau$/,
  },
  {
    title: 'the outcome of the last renewal is not known',
    before: (deployment) => setRenewal(deployment, { phase: 'doubtful' }),
    args: ['--credential', 'b'],
    code: 'RenewalOpen',
    todo: /npx alation-tokens status tableau$/,
  },
  {
    title: 'the last renewal lost the refresh token',
    before: (deployment) => setRenewal(deployment, { phase: 'lost' }),
    args: ['--credential', 'b'],
    code: 'RenewalLost',
    todo: /npx alation-tokens replace tableau --name b$/,
  },
  {
    title: 'a renewal harmed other tokens of the host',
    before: (deployment) => setRenewal(deployment, { phase: 'harmful', code: 'AccessTokenEnded' }),
    code: 'RenewalHarmful',
    todo: /npx alation-tokens replace tableau$/,
  },
])('renew changes nothing if $title', async ({ deploy: made, before, args = [], code, todo }) => {
  const deployment = await (made ?? deployDayOld)();
  await before?.(deployment);

  const ended = await cli(deployment, 'renew', 'tableau', ...args, '--json');

  expect(ended.code).toBe(1);
  const { error } = JSON.parse(ended.stdout) as { error: { message: string; todo: string[] } };
  expect(error).toMatchObject({ code });
  expect(error.message).toMatch(/; nothing was changed$/);
  expect(error.todo.some((step) => todo.test(step))).toBe(true);
  expect(tagsOf(deployment, 'tableau')).not.toHaveProperty(Tag.renewalRequest);
  await deployment.sweepFor(DAY_MS);
  expect(renewals(deployment)).toBe(0);
});

test('renew with an unknown credential lists the stored credentials', async () => {
  const deployment = await deployDayOld();
  const { code, stderr } = await cli(deployment, 'renew', 'tableau', '--credential', 'c');
  expect(code).toBe(2);
  expect(stderr).toContain('tableau has no credential "c". It has: "a", "b"');
});

test('the rotator ignores a renewal request whose time is in the future', async () => {
  const deployment = await deployDayOld();
  const fingerprint = stateOf(deployment, 'tableau').credentials[1]?.fingerprint;
  await setTag(
    deployment,
    Tag.renewalRequest,
    `credential=b secret=${fingerprint} at=2029-01-01T00:00:00.000Z`,
  );
  await deployment.sweepFor(2 * DAY_MS);
  expect(renewals(deployment)).toBe(0);
});
