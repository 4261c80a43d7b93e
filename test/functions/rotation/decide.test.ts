import { expect, test } from 'vitest';
import { checkedOn } from '../../../functions/rotation/skipped-credentials.ts';
import { decide, needsProbe } from '../../../functions/rotation/decide.ts';
import type { DecisionInput } from '../../../functions/rotation/decide.ts';
import { defaultPolicy } from '../../../functions/integration/policy.ts';
import type { IntegrationState } from '../../../functions/integration/integration-state.ts';
import {
  DAY_MS,
  accessTokenState,
  credentialState,
  DUE_AT,
  HOUR_MS,
  INTEGRATION,
  MINUTE_MS,
  NOW,
  OLDER_VERSION,
  PROBE_AT,
  integrationState,
  VERSION,
} from './state-fixture.ts';

const TODAY = checkedOn(INTEGRATION, NOW, true);
const rejected = credentialState({ state: 'rejected' });
const backoff = { versionId: VERSION, attempts: 2, nextAttemptAt: NOW + HOUR_MS };
const INTERVAL_MS = 15 * MINUTE_MS;
/** One interval after the integration's slot in the probe interval. */
const publishedAt = PROBE_AT + INTERVAL_MS;
const justPublished = accessTokenState({ issuedAt: publishedAt });
const CONFIRM_AT = publishedAt + HOUR_MS / 8;
const shortLived = accessTokenState({ issuedAt: NOW, expiresAt: NOW + MINUTE_MS });
const expired = accessTokenState({ issuedAt: NOW - 25 * HOUR_MS });

interface Row {
  readonly sentence: string;
  readonly state?: Partial<IntegrationState>;
  readonly input?: Partial<DecisionInput>;
  readonly now?: number;
  readonly decides: string;
}

test.each<Row>([
  { sentence: 'no rotation of a fresh access token is due', decides: 'NotDue' },
  {
    sentence: 'an integration without credentials waits',
    input: { credentialsVersionId: undefined },
    decides: 'AwaitingCredentials',
  },
  {
    sentence: 'an integration with credentials and no access token gets its first access token',
    state: { accessToken: undefined },
    decides: 'NeverIssued',
  },
  {
    sentence: '1 ms before the rotation time of an access token no rotation is due',
    now: DUE_AT - 1,
    input: { scheduledAt: NOW },
    decides: 'NotDue',
  },
  {
    sentence: 'an access token is rotated at its rotation time',
    now: DUE_AT,
    decides: 'NearingExpiry',
  },
  {
    sentence: '1 ms before its expiry an access token is nearing expiry',
    now: NOW + 23 * HOUR_MS - 1,
    decides: 'NearingExpiry',
  },
  { sentence: 'an access token is expired at its expiry', now: NOW + 23 * HOUR_MS, decides: 'Expired' },
  {
    sentence: 'a sweep 1 ms before the slot in the probe interval does not probe',
    now: PROBE_AT - 1,
    decides: 'NotDue',
  },
  { sentence: 'a sweep at the slot in the probe interval probes', now: PROBE_AT, decides: 'probe' },
  {
    sentence: 'the last sweep whose interval contains the slot probes',
    now: PROBE_AT + INTERVAL_MS - 1,
    decides: 'probe',
  },
  {
    sentence: 'a sweep one interval after the slot does not probe again',
    now: PROBE_AT + INTERVAL_MS,
    decides: 'NotDue',
  },
  { sentence: 'the next slot is one probe interval later', now: PROBE_AT + HOUR_MS, decides: 'probe' },
  {
    sentence: 'a sweep that starts late probes the integrations of its scheduled time',
    now: PROBE_AT + 40 * MINUTE_MS,
    input: { scheduledAt: PROBE_AT },
    decides: 'probe',
  },
  {
    sentence: 'a sweep that starts late does not probe the integrations of a later sweep',
    now: PROBE_AT,
    input: { scheduledAt: PROBE_AT - 1 },
    decides: 'NotDue',
  },
  {
    sentence: 'an unverified access token is probed by the next sweep',
    state: { accessToken: accessTokenState({ verified: false }) },
    decides: 'probe',
  },
  {
    sentence: 'a sweep less than an eighth of the probe interval after the publication does not probe',
    now: CONFIRM_AT - 1,
    state: { accessToken: justPublished },
    decides: 'NotDue',
  },
  {
    sentence: 'an access token is verified once more in the sweep after its publication',
    now: CONFIRM_AT,
    state: { accessToken: justPublished },
    decides: 'probe',
  },
  {
    sentence: 'a confirmed access token is not probed again before its slot in the probe interval',
    now: CONFIRM_AT + INTERVAL_MS,
    state: { accessToken: justPublished },
    decides: 'NotDue',
  },
  {
    sentence: 'the rotator probes while the status is failing',
    state: { status: { state: 'failing', code: 'SecretAccessDenied', since: NOW - HOUR_MS } },
    decides: 'probe',
  },
  {
    sentence: 'the rotator probes while the status is retrying',
    state: { status: { state: 'retrying', code: 'AlationUnavailable', since: NOW - HOUR_MS } },
    decides: 'probe',
  },
  {
    sentence: 'the rotator probes if a backoff has ended while the status is fresh',
    state: { backoff: { ...backoff, nextAttemptAt: NOW } },
    decides: 'probe',
  },
  {
    sentence: 'a missing status is not a failure',
    state: { status: undefined },
    decides: 'NotDue',
  },
  {
    sentence: 'if a rotation is due, the rotator rotates and does not probe',
    now: DUE_AT,
    state: { accessToken: accessTokenState({ verified: false }) },
    decides: 'NearingExpiry',
  },
  {
    sentence: 'a version other than the accepted version counts as a replacement of credentials',
    state: { acceptedVersion: OLDER_VERSION },
    decides: 'CredentialReplaced',
  },
  {
    sentence: 'a missing accepted version does not count as a replacement of credentials',
    state: { acceptedVersion: undefined },
    decides: 'NotDue',
  },
  {
    sentence: 'a rotation at the latest rotation time comes before a rotation for a replaced credential',
    now: NOW - HOUR_MS + 11.75 * HOUR_MS,
    state: { acceptedVersion: OLDER_VERSION },
    decides: 'NearingExpiry',
  },
  {
    sentence: 'a rotation for an expired access token comes before a rotation for a replaced credential',
    state: { acceptedVersion: OLDER_VERSION, accessToken: expired },
    decides: 'Expired',
  },
  {
    sentence: 'a rotation for a replaced credential comes before a rotation that is early for its slot',
    now: DUE_AT,
    state: { acceptedVersion: OLDER_VERSION },
    decides: 'CredentialReplaced',
  },
  {
    sentence: 'an expired access token is not rotated before its earliest rotation time',
    now: NOW + 7.5 * MINUTE_MS - 1,
    state: { accessToken: shortLived },
    decides: 'NotDue',
  },
  {
    sentence: 'an expired access token is rotated at its earliest rotation time',
    now: NOW + 7.5 * MINUTE_MS,
    state: { accessToken: shortLived },
    decides: 'Expired',
  },
  {
    sentence:
      'after a replacement, the rotation of an expired access token does not wait for its earliest time',
    now: NOW + 7.5 * MINUTE_MS - 1,
    state: { accessToken: shortLived, acceptedVersion: OLDER_VERSION },
    decides: 'Expired',
  },
  {
    sentence: 'a request causes a rotation of a fresh integration',
    input: { requestedAt: NOW },
    decides: 'Requested',
  },
  {
    sentence: 'an access token issued at the time of a request fulfils the request',
    input: { requestedAt: NOW - HOUR_MS },
    decides: 'NotDue',
  },
  {
    sentence: 'an access token issued 1 ms before a request does not fulfil the request',
    input: { requestedAt: NOW - HOUR_MS + 1 },
    decides: 'Requested',
  },
  {
    sentence: 'a request 1 ms before the end of the shortest rotation period causes only a probe',
    now: NOW + 15 * MINUTE_MS - 1,
    input: { requestedAt: Infinity },
    state: { accessToken: accessTokenState({ issuedAt: NOW }) },
    decides: 'probe',
  },
  {
    sentence: 'a request at the end of the shortest rotation period causes a rotation',
    now: NOW + 15 * MINUTE_MS,
    input: { requestedAt: Infinity },
    state: { accessToken: accessTokenState({ issuedAt: NOW }) },
    decides: 'Requested',
  },
  {
    sentence: 'an access token that was issued years in the future is not young',
    input: { requestedAt: Infinity },
    state: { accessToken: accessTokenState({ issuedAt: NOW + 1000 * DAY_MS }) },
    decides: 'Requested',
  },
  {
    sentence: 'a request during a backoff causes a probe of a young access token',
    input: { requestedAt: Infinity },
    state: { backoff, accessToken: accessTokenState({ issuedAt: NOW - MINUTE_MS }) },
    decides: 'probe',
  },
  {
    sentence: 'a forced request causes a rotation of a young access token',
    input: { requestedAt: NOW, demand: { isForced: true } },
    state: { accessToken: accessTokenState({ issuedAt: NOW - 1 }) },
    decides: 'Requested',
  },
  {
    sentence: 'a forced request causes only a probe of an access token that fulfils it',
    input: { requestedAt: NOW - 1, demand: { isForced: true } },
    state: { accessToken: accessTokenState({ issuedAt: NOW - 1 }) },
    decides: 'probe',
  },
  {
    sentence:
      'after a replacement of credentials, a request causes a rotation before the end of the shortest rotation period',
    input: { requestedAt: NOW },
    state: { acceptedVersion: OLDER_VERSION, accessToken: accessTokenState({ issuedAt: NOW - 1 }) },
    decides: 'Requested',
  },
  {
    sentence: 'a fulfilled request does not stop the rotation for a replaced credential',
    input: { requestedAt: NOW - 1 },
    state: { acceptedVersion: OLDER_VERSION, accessToken: accessTokenState({ issuedAt: NOW - 1 }) },
    decides: 'CredentialReplaced',
  },
  {
    sentence: 'a request for exactly the remaining lifetime causes only a probe',
    input: { requestedAt: NOW, demand: { minimumRemainingMs: 23 * HOUR_MS } },
    decides: 'probe',
  },
  {
    sentence: 'a request for 1 ms more than the remaining lifetime causes a rotation',
    input: { requestedAt: NOW, demand: { minimumRemainingMs: 23 * HOUR_MS + 1 } },
    decides: 'Requested',
  },
  {
    sentence: 'a forced request for a remaining lifetime causes a rotation',
    input: { requestedAt: NOW, demand: { minimumRemainingMs: HOUR_MS, isForced: true } },
    decides: 'Requested',
  },
  {
    sentence: 'a request comes before a rotation for a missing access token',
    input: { requestedAt: NOW },
    state: { accessToken: undefined },
    decides: 'Requested',
  },
  {
    sentence: 'a request causes a rotation during a backoff',
    input: { requestedAt: NOW },
    state: { backoff },
    decides: 'Requested',
  },
  {
    sentence: 'a request causes no rotation of a rejected integration',
    input: { requestedAt: NOW },
    state: { credentials: [rejected] },
    decides: 'Rejected',
  },
  {
    sentence: 'a request causes no rotation of a paused integration',
    input: { requestedAt: NOW },
    state: { paused: true },
    decides: 'Paused',
  },
  {
    sentence: 'a request causes no rotation of an integration without credentials',
    input: { requestedAt: NOW, credentialsVersionId: undefined },
    decides: 'AwaitingCredentials',
  },
  {
    sentence: 'a pause comes before a rejection',
    state: { paused: true, credentials: [rejected] },
    decides: 'Paused',
  },
  {
    sentence: 'a pause comes before missing credentials',
    state: { paused: true },
    input: { credentialsVersionId: undefined },
    decides: 'Paused',
  },
  {
    sentence: 'a backoff delays the rotation of an expired access token',
    state: { backoff, accessToken: expired },
    decides: 'BackingOff',
  },
  {
    sentence: 'a backoff delays a first access token',
    state: { backoff, accessToken: undefined },
    decides: 'BackingOff',
  },
  {
    sentence: 'a backoff has not ended 1 ms before the next attempt',
    now: NOW + HOUR_MS - 1,
    state: { backoff },
    decides: 'BackingOff',
  },
  {
    sentence: 'a backoff ends at the next attempt',
    now: NOW + HOUR_MS,
    state: { backoff, accessToken: undefined },
    decides: 'NeverIssued',
  },
  {
    sentence: 'a backoff longer than the longest allowed backoff is ignored',
    state: { accessToken: undefined, backoff: { ...backoff, nextAttemptAt: NOW + HOUR_MS + 1 } },
    decides: 'NeverIssued',
  },
  {
    sentence: 'a backoff of an older version is ignored',
    state: { backoff: { ...backoff, versionId: OLDER_VERSION }, acceptedVersion: OLDER_VERSION },
    decides: 'CredentialReplaced',
  },
  {
    sentence: 'a rejection lasts although the access token is expired',
    state: { credentials: [rejected], accessToken: expired, checked: TODAY },
    decides: 'Rejected',
  },
  {
    sentence: 'an access token is probed although every refresh token is rejected',
    now: PROBE_AT,
    state: { credentials: [rejected], checked: TODAY },
    decides: 'probe',
  },
  {
    sentence: 'the rotator does not probe with an OAuth client that Alation rejects',
    now: PROBE_AT,
    state: { credentials: [{ ...rejected, kind: 'oauth-client' }], checked: TODAY },
    decides: 'Rejected',
  },
  {
    sentence: 'an expired access token of rejected refresh tokens is not probed',
    now: PROBE_AT,
    state: { credentials: [rejected], checked: TODAY, accessToken: expired },
    decides: 'Rejected',
  },
  {
    sentence:
      'while the refresh token is rejected, the rotator does not probe at the expiry of the access token',
    now: PROBE_AT,
    state: {
      credentials: [rejected],
      checked: TODAY,
      accessToken: accessTokenState({ issuedAt: PROBE_AT - DAY_MS }),
    },
    decides: 'Rejected',
  },
  {
    sentence:
      'while the refresh token is rejected and no access token is published, the rotator does not probe',
    now: PROBE_AT,
    state: { credentials: [rejected], checked: TODAY, accessToken: undefined },
    decides: 'Rejected',
  },
  {
    sentence:
      'an access token of a rejected refresh token is probed even if a rejected OAuth client comes first',
    now: PROBE_AT,
    state: {
      credentials: [{ ...rejected, name: 'b', kind: 'oauth-client' }, rejected],
      checked: TODAY,
    },
    decides: 'probe',
  },
  {
    sentence: 'the rotator checks a rejected credential on the next day',
    now: NOW + DAY_MS,
    state: { credentials: [rejected], checked: TODAY },
    decides: 'check',
  },
  {
    sentence: 'the rotator checks a rejected credential if the tags contain no day of an earlier check',
    state: { credentials: [rejected], accessToken: expired },
    decides: 'check',
  },
  {
    sentence: 'the rotator checks one rejected credential of two',
    state: { credentials: [credentialState(), { ...rejected, name: 'b' }] },
    decides: 'check',
  },
  {
    sentence: 'the rotator checks a forbidden credential',
    state: { credentials: [credentialState(), credentialState({ name: 'b', state: 'forbidden' })] },
    decides: 'check',
  },
  {
    sentence: 'a pause comes before the daily check',
    state: { paused: true, credentials: [rejected], accessToken: expired },
    decides: 'Paused',
  },
  {
    sentence: 'a backoff delays the daily check',
    state: { backoff, credentials: [credentialState(), { ...rejected, name: 'b' }] },
    decides: 'BackingOff',
  },
  {
    sentence: 'a rejection of an older version is ignored',
    state: {
      credentials: [credentialState({ state: 'rejected', versionId: OLDER_VERSION })],
      acceptedVersion: OLDER_VERSION,
    },
    decides: 'CredentialReplaced',
  },
  {
    sentence: 'one rejected credential of two does not stop rotation',
    now: NOW + 11 * HOUR_MS,
    state: { credentials: [rejected, credentialState({ name: 'b' })] },
    decides: 'NearingExpiry',
  },
  {
    sentence: 'an unchecked credential may be tried while another credential is rejected',
    state: {
      accessToken: undefined,
      credentials: [rejected, credentialState({ name: 'b', state: 'unchecked' })],
    },
    decides: 'NeverIssued',
  },
  {
    sentence: 'a state without credentials does not count as rejected',
    state: { credentials: [] },
    decides: 'NotDue',
  },
])('$sentence: $decides', ({ state, input, now = NOW, decides }) => {
  const decision = decide(
    {
      integration: INTEGRATION,
      credentialsVersionId: VERSION,
      state: integrationState(state),
      ...input,
    },
    now,
    defaultPolicy,
  );
  expect('reason' in decision ? decision.reason : decision.action).toBe(decides);
  const rotates = ['NeverIssued', 'NearingExpiry', 'Expired', 'CredentialReplaced', 'Requested'].includes(
    decides,
  );
  expect(decision.action).toBe('reason' in decision ? (rotates ? 'rotate' : 'none') : decides);
});

test.each([
  { sentence: 'in its slot', state: {}, isRoutine: true },
  {
    sentence: 'of an unverified access token',
    state: { accessToken: accessTokenState({ verified: false }) },
    isRoutine: false,
  },
  {
    sentence: 'that repeats an unanswered probe',
    state: { accessToken: accessTokenState({ unanswered: true }) },
    isRoutine: false,
  },
  {
    sentence: 'after a failure',
    state: { status: { state: 'retrying', code: 'AlationUnavailable', since: NOW } as const },
    isRoutine: false,
  },
  {
    sentence: 'after a backoff',
    state: { backoff: { ...backoff, nextAttemptAt: NOW } },
    isRoutine: false,
  },
  {
    sentence: 'while every credential is rejected',
    state: { credentials: [rejected], checked: TODAY },
    isRoutine: true,
  },
  {
    sentence: 'for a request that the access token fulfils',
    state: {},
    requestedAt: PROBE_AT - 2 * HOUR_MS,
    minimumRemainingMs: HOUR_MS,
    isRoutine: false,
  },
])('a probe $sentence is routine: $isRoutine', ({ state, requestedAt, minimumRemainingMs, isRoutine }) => {
  const input = {
    integration: INTEGRATION,
    credentialsVersionId: VERSION,
    state: integrationState(state),
    requestedAt,
    demand: { minimumRemainingMs },
  };
  expect(decide(input, PROBE_AT, defaultPolicy)).toEqual({ action: 'probe', isRoutine });
});

test('a failure in the tags needs no probe if no access token is published', () => {
  const failing = integrationState({ status: { state: 'failing', code: undefined, since: NOW } });
  expect(needsProbe(failing)).toBe(true);
  expect(needsProbe({ ...failing, accessToken: undefined })).toBe(false);
});
