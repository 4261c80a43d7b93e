import { expect, test } from 'vitest';
import { DetailType } from '../../../functions/contract.ts';
import type { RotationOutcome } from '../../../functions/rotation/outcome.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { eventsOf } from '../../../functions/sweep/integration-events.ts';
import type {
  CredentialState,
  IntegrationState,
  RotationState,
} from '../../../functions/integration/integration-state.ts';
import {
  accessTokenState,
  credentialState,
  HOUR_MS,
  NOW,
  OLDER_VERSION,
  integrationState,
  VERSION,
} from '../rotation/state-fixture.ts';
import { renewalState } from '../renewal/renewal-fixture.ts';
import type { RenewalPhase, RenewalState } from '../../../functions/integration/renewal-state.ts';

const inState = (state: RotationState | undefined, changes: Partial<IntegrationState> = {}) =>
  integrationState({ status: state && { state, code: 'X', since: NOW }, ...changes });
const failed = (state: IntegrationState): RotationOutcome => ({
  kind: 'failed',
  error: new RotationError('AlationUnavailable', 'x'),
  integration: 'bi',
  state,
});
const probed = (state: IntegrationState): RotationOutcome => ({ kind: 'probed', integration: 'bi', state });
const types = (before: IntegrationState | undefined, outcome: RotationOutcome) =>
  eventsOf(before, outcome).map(({ detailType }) => detailType);

const states = ['fresh', 'retrying', 'failing', 'rejected', undefined] as const;
const FAILED = [DetailType.rotationFailed];
const RECOVERED = [DetailType.rotationRecovered];

test.each(states.flatMap((from) => states.map((to) => ({ from, to }))))(
  'a change from $from to $to causes an event only if an operator must know',
  ({ from, to }) => {
    const wasBad = from === 'failing' || from === 'rejected';
    const isBad = to === 'failing' || to === 'rejected';
    const expected = isBad && from !== to ? FAILED : wasBad && to === 'fresh' ? RECOVERED : [];
    expect(types(inState(from), probed(inState(to)))).toEqual(expected);
  },
);

const rejectedAt = (versionId: string) =>
  inState('rejected', { credentials: [credentialState({ state: 'rejected', versionId })] });

test('a rejection of another version is a new failure although the state stays the same', () => {
  expect(types(rejectedAt(OLDER_VERSION), failed(rejectedAt(VERSION)))).toEqual(FAILED);
  expect(types(rejectedAt(VERSION), failed(rejectedAt(VERSION)))).toEqual([]);
});

const failingWith = (code: string, versionId = VERSION) =>
  integrationState({
    status: { state: 'failing', code, since: NOW },
    backoff: { versionId, attempts: 3, nextAttemptAt: NOW },
  });

test.each([
  {
    sentence: 'a replacement that fails differently from the rejected credential is a new failure',
    before: rejectedAt(OLDER_VERSION),
    after: failingWith('CredentialsMalformed'),
    expected: FAILED,
  },
  {
    sentence: 'a second bad replacement is a new failure',
    before: failingWith('CredentialsMalformed', OLDER_VERSION),
    after: failingWith('CredentialsMalformed'),
    expected: FAILED,
  },
  {
    sentence: 'a failure with another disposition is a new failure',
    before: failingWith('AlationUnavailable'),
    after: failingWith('AlationForbidden'),
    expected: FAILED,
  },
  {
    sentence: 'another transient failure of Alation is not a new failure',
    before: failingWith('AlationUnavailable'),
    after: failingWith('AlationThrottled'),
    expected: [],
  },
])('$sentence', ({ before, after, expected }) => {
  expect(types(before, failed(after))).toEqual(expected);
  expect(types(after, failed(after))).toEqual([]);
});

test('a rejected credential causes one event that names it while another credential is active', () => {
  const credentials = [credentialState(), credentialState({ name: 'b', state: 'rejected' })];
  const before = inState('fresh', { credentials: [credentialState(), credentialState({ name: 'b' })] });
  const after = inState('fresh', { credentials });
  expect(eventsOf(before, probed(after))).toMatchObject([
    { detailType: DetailType.rotationFailed, detail: { code: 'CredentialRejected', credential: 'b' } },
  ]);
  expect(types(after, probed(after))).toEqual([]);
});

test('the rejection of all credentials causes one event for the integration, and no event for each credential', () => {
  const rejected = ['a', 'b'].map((name) => credentialState({ name, state: 'rejected' }));
  expect(types(inState('fresh'), failed(inState('rejected', { credentials: rejected })))).toEqual(FAILED);
});

test('the event of a rotation describes the published access token without its value', () => {
  const rotated: RotationOutcome = {
    kind: 'rotated',
    reason: 'NearingExpiry',
    versionId: VERSION,
    verified: true,
    integration: 'bi',
    state: integrationState(),
  };
  expect(eventsOf(integrationState(), rotated)).toEqual([
    {
      detailType: DetailType.rotated,
      detail: {
        integration: 'bi',
        owner: 'team-data',
        reason: 'NearingExpiry',
        credential: 'a',
        versionId: VERSION,
        issuedAt: '2026-01-10T11:00:00.000Z',
        expiresAt: '2026-01-11T11:00:00.000Z',
        verified: true,
      },
    },
  ]);
});

test('an adopted access token causes no event, because the other rotator sent the event', () => {
  const adopted: RotationOutcome = {
    kind: 'adopted',
    reason: 'NearingExpiry',
    versionId: VERSION,
    integration: 'bi',
    state: integrationState(),
  };
  expect(types(integrationState(), adopted)).toEqual([]);
});

test('an accepted version causes one event that describes each credential', () => {
  const before = integrationState({ acceptedVersion: OLDER_VERSION });
  expect(eventsOf(before, probed(integrationState()))).toMatchObject([
    {
      detailType: DetailType.refreshTokenAccepted,
      detail: {
        credentials: [
          {
            name: 'a',
            state: 'active',
            expiresAt: '2026-03-01T12:00:00.000Z',
            expirySource: 'reported',
          },
        ],
      },
    },
  ]);
  expect(types(integrationState(), probed(integrationState()))).toEqual([]);
});

test('a version with a rejected credential counts as accepted only if an access token was minted since the version was stored', () => {
  const before = integrationState({ acceptedVersion: OLDER_VERSION });
  const storedAt = NOW - HOUR_MS;
  const credentials = [
    credentialState({ state: 'unchecked', storedAt }),
    credentialState({ name: 'b', state: 'rejected', storedAt }),
  ];
  const minted = (issuedAt: number) =>
    probed(integrationState({ credentials, accessToken: accessTokenState({ issuedAt }) }));
  expect(types(before, minted(storedAt - 1))).toEqual(FAILED);
  expect(types(before, minted(storedAt))).toEqual([
    DetailType.rotationFailed,
    DetailType.refreshTokenAccepted,
  ]);
});

test('without a state before or after the reconcile there is no event', () => {
  expect(types(undefined, failed(inState('failing')))).toEqual([]);
  expect(
    types(integrationState(), {
      kind: 'failed',
      error: new RotationError('SecretMissing', 'x'),
      integration: 'bi',
      state: undefined,
    }),
  ).toEqual([]);
});

test('the event of a recovery has the code of the failure that ended', () => {
  expect(eventsOf(inState('failing'), probed(inState('fresh')))).toEqual([
    {
      detailType: DetailType.rotationRecovered,
      detail: { integration: 'bi', owner: 'team-data', code: 'X' },
    },
  ]);
});

test('the event of an accepted version has no expiry for an OAuth client', () => {
  const client = credentialState({ kind: 'oauth-client', expiresAt: undefined, expirySource: undefined });
  const before = integrationState({ acceptedVersion: OLDER_VERSION });
  const [event] = eventsOf(before, probed(integrationState({ credentials: [client] })));
  expect(JSON.parse(JSON.stringify(event?.detail))).toMatchObject({ credentials: [{ name: 'a' }] });
  expect(event?.detail['credentials']).toStrictEqual([{ name: 'a', kind: 'oauth-client', state: 'active' }]);
});

test('a state whose tags no longer name the accepted version causes no event', () => {
  const lost = integrationState({ acceptedVersion: undefined });
  expect(types(integrationState(), probed(lost))).toEqual([]);
});

test.each([
  {
    sentence: 'although another credential was rejected before',
    before: [credentialState({ name: 'b' }), credentialState({ name: 'c', state: 'rejected' })],
  },
  {
    sentence: 'although its previous version was rejected',
    before: [credentialState({ name: 'b', state: 'rejected', versionId: OLDER_VERSION })],
  },
])('a rejected credential causes an event $sentence', ({ before }) => {
  const rejected = credentialState({ name: 'b', state: 'rejected' });
  const events = eventsOf(
    inState(undefined, { credentials: [credentialState(), ...before] }),
    probed(inState(undefined, { credentials: [credentialState(), rejected, ...before.slice(1)] })),
  );
  expect(events).toEqual([
    {
      detailType: DetailType.rotationFailed,
      detail: {
        integration: 'bi',
        owner: 'team-data',
        state: undefined,
        code: 'CredentialRejected',
        credential: 'b',
      },
    },
  ]);
});

const withSecond = (state: CredentialState['state'], versionId = VERSION) =>
  inState('fresh', { credentials: [credentialState(), credentialState({ name: 'b', state, versionId })] });

test('a forbidden credential causes one event that names it, and its later rejection causes another event', () => {
  const [event, ...others] = eventsOf(withSecond('active'), failed(withSecond('forbidden')));
  expect([event?.detailType, event?.detail]).toMatchObject([
    DetailType.rotationFailed,
    { code: 'AlationForbidden', credential: 'b' },
  ]);
  expect(others).toEqual([]);
  expect(types(withSecond('forbidden'), probed(withSecond('forbidden')))).toEqual([]);
  expect(types(withSecond('forbidden'), probed(withSecond('rejected')))).toEqual(FAILED);
});

test.each([
  ['rejected', 'CredentialRejected'],
  ['forbidden', 'AlationForbidden'],
] as const)('a %s credential that Alation accepts again causes an event', (state, code) => {
  const [event] = eventsOf(withSecond(state), probed(withSecond('active')));
  expect([event?.detailType, event?.detail]).toMatchObject([
    DetailType.rotationRecovered,
    { code, credential: 'b' },
  ]);
  expect(types(withSecond(state), probed(withSecond('unchecked')))).toEqual([]);
  expect(types(withSecond(state, OLDER_VERSION), probed(withSecond('active')))).toEqual([]);
});

test('the recovery of an integration causes one event', () => {
  const before = inState('rejected', { credentials: [credentialState({ state: 'rejected' })] });
  const events = eventsOf(before, probed(inState('fresh')));
  expect(events.map(({ detailType, detail }) => [detailType, detail['credential']])).toEqual([
    [DetailType.rotationRecovered, undefined],
  ]);
});

const secondRejected = (versionId: string, fingerprint: string) =>
  inState('fresh', {
    credentials: [
      credentialState(),
      credentialState({ name: 'b', state: 'rejected', versionId, fingerprint }),
    ],
  });

test.each([
  ['causes no event with the same secret', 'abcd', []],
  ['causes an event with another secret', 'ef01', FAILED],
])('a rejected credential in a later version %s', (_, fingerprint, expected) => {
  const before = secondRejected(OLDER_VERSION, 'abcd');
  expect(types(before, probed(secondRejected(VERSION, fingerprint)))).toEqual(expected);
});

/** The events of a change of the last renewal of the credential `b`. */
function renewalEvents(
  before: RenewalState | undefined,
  after: RenewalState | undefined,
  changes: Partial<IntegrationState> = {},
) {
  return eventsOf(
    integrationState({ renewal: before, ...changes }),
    probed(integrationState({ renewal: after, ...changes })),
  );
}

test('the event of a renewal has the new expiry of the renewed refresh token', () => {
  const credentials = [credentialState(), credentialState({ name: 'b', expiresAt: NOW + HOUR_MS })];
  const renewed = { integration: 'bi', owner: 'team-data', credential: 'b' };
  expect(renewalEvents(undefined, renewalState(), { credentials })).toEqual([
    {
      detailType: DetailType.refreshTokenRenewed,
      detail: { ...renewed, expiresAt: '2026-01-10T13:00:00.000Z' },
    },
  ]);
  // An operator may have renamed the credential.
  expect(renewalEvents(undefined, renewalState(), { credentials: [credentialState()] })).toEqual([
    { detailType: DetailType.refreshTokenRenewed, detail: renewed },
  ]);
});

test.each<RenewalPhase>(['doubtful', 'failed', 'unavailable', 'lost', 'harmful'])(
  'the event of a renewal in the phase %s has its code',
  (phase) => {
    expect(renewalEvents(undefined, renewalState({ phase, code: 'AlationUnavailable' }))).toEqual([
      {
        detailType: DetailType.refreshTokenNotRenewed,
        detail: {
          integration: 'bi',
          owner: 'team-data',
          credential: 'b',
          state: phase,
          code: 'AlationUnavailable',
        },
      },
    ]);
  },
);

const NOT_RENEWED = [DetailType.refreshTokenNotRenewed];
const failedRenewal = renewalState({ phase: 'failed' });

test.each([
  ['that begins causes no event', undefined, renewalState({ phase: 'intended' }), []],
  ['that the tags no longer show causes no event', failedRenewal, undefined, []],
  ['whose outcome stays the same causes no event', failedRenewal, { ...failedRenewal, checks: 1 }, []],
  [
    'that fails like the renewal before causes an event',
    failedRenewal,
    { ...failedRenewal, at: NOW + 1 },
    NOT_RENEWED,
  ],
  [
    'whose outcome becomes known causes an event',
    renewalState({ phase: 'doubtful' }),
    renewalState({ phase: 'lost' }),
    NOT_RENEWED,
  ],
])('a renewal %s', (_, before, after, expected) => {
  expect(renewalEvents(before, after).map(({ detailType }) => detailType)).toEqual(expected);
});
