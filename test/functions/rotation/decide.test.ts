import { expect, test } from 'vitest';
import { decide } from '../../../functions/rotation/decide.ts';
import type { DecisionInput } from '../../../functions/rotation/decide.ts';
import { defaultPolicy } from '../../../functions/integration/policy.ts';
import type { IntegrationState } from '../../../functions/integration/integration-state.ts';
import {
  accessTokenRecord,
  credentialRecord,
  DUE_AT,
  HOUR_MS,
  INTEGRATION,
  MINUTE_MS,
  NOW,
  OLDER_VERSION,
  PROBE_AT,
  rotationRecord,
  VERSION,
} from './state-fixture.ts';

const rejected = credentialRecord({ state: 'rejected' });
const backoff = { versionId: VERSION, attempts: 2, nextAttemptAt: NOW + HOUR_MS };
/** Published when its integration's place in the probe interval has just passed. */
const publishedAt = PROBE_AT + 1;
const justPublished = accessTokenRecord({ issuedAt: publishedAt, probedAt: publishedAt });
const CONFIRM_AT = publishedAt + HOUR_MS / 8;
const shortLived = accessTokenRecord({ issuedAt: NOW, expiresAt: NOW + MINUTE_MS });
const expired = accessTokenRecord({ issuedAt: NOW - 25 * HOUR_MS });

interface Row {
  readonly sentence: string;
  readonly state?: Partial<IntegrationState>;
  readonly input?: Partial<DecisionInput>;
  readonly now?: number;
  readonly decides: string;
}

test.each<Row>([
  { sentence: 'a fresh access token is left alone', decides: 'NotDue' },
  {
    sentence: 'without credentials it waits',
    input: { credentialsVersionId: undefined },
    decides: 'AwaitingCredentials',
  },
  {
    sentence: 'with credentials and no access token it issues one',
    state: { accessToken: undefined },
    decides: 'NeverIssued',
  },
  {
    sentence: 'one ms before the renewal time nothing is due',
    now: DUE_AT - 1,
    state: { accessToken: accessTokenRecord({ probedAt: DUE_AT - 1 }) },
    decides: 'NotDue',
  },
  {
    sentence: 'exactly at the renewal time it is due',
    now: DUE_AT,
    state: { accessToken: accessTokenRecord({ probedAt: DUE_AT }) },
    decides: 'NearingExpiry',
  },
  {
    sentence: 'one ms before its expiry it is nearing it',
    now: NOW + 23 * HOUR_MS - 1,
    decides: 'NearingExpiry',
  },
  { sentence: 'exactly at its expiry it is expired', now: NOW + 23 * HOUR_MS, decides: 'Expired' },
  { sentence: 'one ms before the probe time nothing is to do', now: PROBE_AT - 1, decides: 'NotDue' },
  { sentence: 'exactly at the probe time it is probed', now: PROBE_AT, decides: 'probe' },
  {
    sentence: 'an unverified access token is probed at once',
    state: { accessToken: accessTokenRecord({ verified: false }) },
    decides: 'probe',
  },
  {
    sentence: 'one ms before the next tick after its publication nothing is to do',
    now: CONFIRM_AT - 1,
    state: { accessToken: justPublished },
    decides: 'NotDue',
  },
  {
    sentence: 'an access token is seen alive once more at the tick after its publication',
    now: CONFIRM_AT,
    state: { accessToken: justPublished },
    decides: 'probe',
  },
  {
    sentence: 'once confirmed it waits for its place in the interval',
    now: CONFIRM_AT,
    state: { accessToken: { ...justPublished, probedAt: CONFIRM_AT } },
    decides: 'NotDue',
  },
  {
    sentence: 'a failure on state that nothing else would mend is looked into',
    state: { status: { state: 'failing', code: 'SecretAccessDenied', since: NOW - HOUR_MS } },
    decides: 'probe',
  },
  {
    sentence: 'a passing trouble on state that nothing else would mend is looked into',
    state: { status: { state: 'retrying', code: 'AlationUnavailable', since: NOW - HOUR_MS } },
    decides: 'probe',
  },
  {
    sentence: 'a failure that is counted beside a state of health is looked into',
    state: { backoff: { ...backoff, nextAttemptAt: NOW } },
    decides: 'probe',
  },
  {
    sentence: 'no state on state is no failure',
    state: { status: undefined },
    decides: 'NotDue',
  },
  {
    sentence: 'a due access token is renewed, not probed',
    now: DUE_AT,
    state: { accessToken: accessTokenRecord({ verified: false }) },
    decides: 'NearingExpiry',
  },
  {
    sentence: 'another version than the accepted one is a replaced credential',
    state: { acceptedVersion: OLDER_VERSION },
    decides: 'CredentialReplaced',
  },
  {
    sentence: 'no accepted version on state is no replacement',
    state: { acceptedVersion: undefined },
    decides: 'NotDue',
  },
  {
    sentence: 'a renewal that may not be later goes before a replaced credential',
    now: NOW - HOUR_MS + 11.75 * HOUR_MS,
    state: { acceptedVersion: OLDER_VERSION },
    decides: 'NearingExpiry',
  },
  {
    sentence: 'an expired access token goes before a replaced credential',
    state: { acceptedVersion: OLDER_VERSION, accessToken: expired },
    decides: 'Expired',
  },
  {
    sentence: 'a replaced credential goes before a renewal that is early for its place',
    now: DUE_AT,
    state: { acceptedVersion: OLDER_VERSION },
    decides: 'CredentialReplaced',
  },
  {
    sentence: 'an access token that expired before the tick after its own waits for that tick',
    now: NOW + 7.5 * MINUTE_MS - 1,
    state: { accessToken: shortLived },
    decides: 'NotDue',
  },
  {
    sentence: 'and is replaced at that tick',
    now: NOW + 7.5 * MINUTE_MS,
    state: { accessToken: shortLived },
    decides: 'Expired',
  },
  {
    sentence: 'a replaced credential does not wait for it',
    now: NOW + 7.5 * MINUTE_MS - 1,
    state: { accessToken: shortLived, acceptedVersion: OLDER_VERSION },
    decides: 'Expired',
  },
  { sentence: 'a request rotates what is fresh', input: { requestedAt: NOW }, decides: 'Requested' },
  {
    sentence: 'an access token issued when it was asked for answers the request',
    input: { requestedAt: NOW - HOUR_MS },
    decides: 'NotDue',
  },
  {
    sentence: 'one issued a ms before does not',
    input: { requestedAt: NOW - HOUR_MS + 1 },
    decides: 'Requested',
  },
  {
    sentence: 'a request for a first access token is one',
    input: { requestedAt: NOW },
    state: { accessToken: undefined },
    decides: 'Requested',
  },
  {
    sentence: 'a request rotates what backs off',
    input: { requestedAt: NOW },
    state: { backoff },
    decides: 'Requested',
  },
  {
    sentence: 'a request does not rotate what is rejected',
    input: { requestedAt: NOW },
    state: { credentials: [rejected] },
    decides: 'Rejected',
  },
  {
    sentence: 'a request does not rotate what is paused',
    input: { requestedAt: NOW },
    state: { paused: true },
    decides: 'Paused',
  },
  {
    sentence: 'a request without credentials waits',
    input: { requestedAt: NOW, credentialsVersionId: undefined },
    decides: 'AwaitingCredentials',
  },
  {
    sentence: 'pause stands above a rejection',
    state: { paused: true, credentials: [rejected] },
    decides: 'Paused',
  },
  {
    sentence: 'pause stands above missing credentials',
    state: { paused: true },
    input: { credentialsVersionId: undefined },
    decides: 'Paused',
  },
  {
    sentence: 'backing off holds what is expired',
    state: { backoff, accessToken: expired },
    decides: 'BackingOff',
  },
  {
    sentence: 'backing off holds what was never issued',
    state: { backoff, accessToken: undefined },
    decides: 'BackingOff',
  },
  {
    sentence: 'backing off holds one ms before the next attempt',
    now: NOW + HOUR_MS - 1,
    state: { backoff },
    decides: 'BackingOff',
  },
  {
    sentence: 'backing off ends exactly at the next attempt',
    now: NOW + HOUR_MS,
    state: { backoff, accessToken: undefined },
    decides: 'NeverIssued',
  },
  {
    sentence: 'backing off for longer than any failure does is nothing of ours',
    state: { accessToken: undefined, backoff: { ...backoff, nextAttemptAt: NOW + HOUR_MS + 1 } },
    decides: 'NeverIssued',
  },
  {
    sentence: 'backing off ends with the version that failed',
    state: { backoff: { ...backoff, versionId: OLDER_VERSION }, acceptedVersion: OLDER_VERSION },
    decides: 'CredentialReplaced',
  },
  {
    sentence: 'a rejection holds although the access token is expired',
    state: { credentials: [rejected], accessToken: expired },
    decides: 'Rejected',
  },
  {
    sentence: 'a rejection ends with the version that was rejected',
    state: {
      credentials: [credentialRecord({ state: 'rejected', versionId: OLDER_VERSION })],
      acceptedVersion: OLDER_VERSION,
    },
    decides: 'CredentialReplaced',
  },
  {
    sentence: 'one rejected credential of two does not stop rotation',
    now: NOW + 11 * HOUR_MS,
    state: { credentials: [rejected, credentialRecord({ name: 'b' })] },
    decides: 'NearingExpiry',
  },
  {
    sentence: 'an unchecked credential beside a rejected one may be tried',
    state: {
      accessToken: undefined,
      credentials: [rejected, credentialRecord({ name: 'b', state: 'unchecked' })],
    },
    decides: 'NeverIssued',
  },
  { sentence: 'no credentials on state are no rejection', state: { credentials: [] }, decides: 'NotDue' },
])('$sentence: $decides', ({ state, input, now = NOW, decides }) => {
  const decision = decide(
    {
      integration: INTEGRATION,
      credentialsVersionId: VERSION,
      state: rotationRecord(state),
      ...input,
    },
    now,
    defaultPolicy,
  );
  expect(decision.action === 'probe' ? 'probe' : decision.reason).toBe(decides);
  const rotates = ['NeverIssued', 'NearingExpiry', 'Expired', 'CredentialReplaced', 'Requested'].includes(
    decides,
  );
  expect(decision.action).toBe(decides === 'probe' ? 'probe' : rotates ? 'rotate' : 'none');
});
