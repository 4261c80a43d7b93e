import { expect, test } from 'vitest';
import { decideRenewal, isAnotherOpen } from '../../../functions/renewal/decide-renewal.ts';
import type { RenewalDecision, RenewalInput } from '../../../functions/renewal/decide-renewal.ts';
import type { HostRenewals } from '../../../functions/renewal/host-renewals.ts';
import { isRenewalDue, renewalDueAt } from '../../../functions/renewal/renewal-due.ts';
import type { CredentialState, IntegrationState } from '../../../functions/integration/integration-state.ts';
import { credentialState, DAY_MS, integrationState, MINUTE_MS, NOW } from '../rotation/state-fixture.ts';
import { renewalState } from './renewal-fixture.ts';

/** A refresh token with a lifetime of 60 days that was stored this many days ago. */
const used = (days: number, changes: object = {}) =>
  credentialState({
    name: 'b',
    fingerprint: 'bbbb',
    storedAt: NOW - days * DAY_MS,
    expiresAt: NOW + (60 - days) * DAY_MS,
    ...changes,
  });

const other = used(10, { name: 'a', fingerprint: 'aaaa' });

/** Differences from an integration whose refresh token `b` is due for renewal. */
interface Changes extends Partial<IntegrationState> {
  readonly next?: CredentialState;
  readonly others?: readonly CredentialState[];
  readonly host?: HostRenewals;
}

function input({
  next = used(40),
  others = [other],
  host = 'proven',
  ...changes
}: Changes = {}): RenewalInput {
  return {
    next,
    state: integrationState({ renews: true, credentials: [...others, next], ...changes }),
    host,
  };
}

const request = { credential: 'b', fingerprint: 'bbbb', at: NOW - DAY_MS };

const decisions = [
  ['60 % of the lifetime is used', {}, 'renew'],
  ['the integration renews first at its host', { host: 'first' }, 'renew'],
  ['less than 60 % of the lifetime is used', { next: used(35) }, 'none'],
  ['another integration of the host renews first', { host: 'waits' }, 'none'],
  ['a renewal of the host was harmful', { host: 'harmful' }, 'none'],
  ['the integration is contested', { contest: { credential: 'a', since: NOW - DAY_MS } }, 'none'],
  ['renewal is off', { renews: undefined }, 'none'],
  ['an operator requested the renewal', { next: used(1), renewalRequest: request }, 'renew'],
  [
    'an operator requested the renewal of another refresh token',
    { next: used(1), renewalRequest: { ...request, fingerprint: 'aaaa' } },
    'none',
  ],
  [
    'an operator requested the renewal of a refresh token that was replaced since then',
    { next: used(1), renewalRequest: { ...request, fingerprint: 'gone' } },
    'none',
  ],
  [
    'an operator requested the renewal, and an attempt failed since then',
    {
      next: used(1),
      renewalRequest: { ...request, at: NOW - 2 * DAY_MS },
      renewal: renewalState({ phase: 'failed', at: NOW - DAY_MS }),
    },
    'none',
  ],
  [
    'an operator requested the renewal again after a failed attempt',
    {
      next: used(1),
      renewalRequest: request,
      renewal: renewalState({ phase: 'failed', at: NOW - 2 * DAY_MS }),
    },
    'renew',
  ],
  [
    'an operator requested the renewal, and another refresh token was renewed less than a day ago',
    { next: used(1), renewalRequest: request, renewal: renewalState({ fingerprint: 'aaaa', at: NOW - 1 }) },
    'none',
  ],
  [
    'an operator requested the renewal, and another integration of the host renews first',
    { next: used(1), renewalRequest: request, host: 'waits' },
    'none',
  ],
  [
    'an operator requested the renewal of the only credential',
    { next: used(1), renewalRequest: request, others: [] },
    'none',
  ],
  ['the refresh token is the only credential', { others: [] }, 'none'],
  ['the other credential is rejected', { others: [used(10, { name: 'a', state: 'rejected' })] }, 'none'],
  ['Alation has not accepted the refresh token yet', { next: used(40, { state: 'unchecked' }) }, 'none'],
  ['the credential is an OAuth client', { next: used(40, { kind: 'oauth-client' }) }, 'none'],
  ['the refresh token expired', { next: used(60) }, 'none'],
  [
    'an attempt failed less than a day ago',
    { renewal: renewalState({ phase: 'failed', at: NOW - DAY_MS + 1 }) },
    'none',
  ],
  ['an attempt failed a day ago', { renewal: renewalState({ phase: 'failed', at: NOW - DAY_MS }) }, 'renew'],
  [
    'this Alation did not offer renewal a day ago',
    { renewal: renewalState({ phase: 'unavailable', at: NOW - DAY_MS }) },
    'renew',
  ],
  [
    'another rotator renews the refresh token now',
    { renewal: renewalState({ phase: 'intended', at: NOW - MINUTE_MS }) },
    'wait',
  ],
  [
    'a rotator crashed during the renewal',
    { renewal: renewalState({ phase: 'intended', at: NOW - 3 * MINUTE_MS }) },
    'find-out',
  ],
  ['the answer of Alation was lost', { renewal: renewalState({ phase: 'doubtful' }) }, 'find-out'],
  ['an earlier check found the refresh token lost', { renewal: renewalState({ phase: 'lost' }) }, 'find-out'],
  [
    'the last renewal is in doubt, and its refresh token was replaced',
    { renewal: renewalState({ phase: 'doubtful', fingerprint: 'old', at: NOW - DAY_MS }) },
    'renew',
  ],
  [
    'an earlier renewal lost another refresh token, which was not replaced yet',
    {
      others: [used(10, { name: 'a', fingerprint: 'aaaa', state: 'rejected' }), used(10, { name: 'c' })],
      renewal: renewalState({ phase: 'lost', fingerprint: 'aaaa', at: NOW - 2 * DAY_MS }),
    },
    'none',
  ],
  [
    'the outcome of an earlier renewal of another refresh token is open',
    { renewal: renewalState({ phase: 'doubtful', fingerprint: 'aaaa', at: NOW - 2 * DAY_MS }) },
    'none',
  ],
  [
    'an earlier renewal lost another refresh token, which Alation accepts again',
    { renewal: renewalState({ phase: 'lost', fingerprint: 'aaaa', at: NOW - 2 * DAY_MS }) },
    'renew',
  ],
  [
    'a renewal of the host was harmful, and the outcome of this renewal is open',
    { host: 'harmful', renewal: renewalState({ phase: 'doubtful' }) },
    'find-out',
  ],
] as readonly (readonly [string, Changes, RenewalDecision])[];

test.each(decisions.map(([situation, changes, decision]) => ({ situation, changes, decision })))(
  'if $situation, the decision about the next refresh token is $decision',
  ({ changes, decision }) => {
    expect(decideRenewal(input(changes), NOW)).toBe(decision);
  },
);

test('an open renewal of one refresh token stops the renewal of the other credentials only', () => {
  const { state } = input({ renewal: renewalState({ phase: 'doubtful', fingerprint: 'bbbb' }) });
  expect(['a', 'b'].map((name) => isAnotherOpen(state, { name }))).toEqual([true, false]);
});

function isDue(next: CredentialState, others: readonly CredentialState[]): boolean {
  const { state } = input({ next, others });
  return isRenewalDue(state, next, NOW);
}

test('of two refresh tokens that expire together, one is renewed after 30 % of the lifetime', () => {
  const together = [used(18, { name: 'a' })];
  expect(isDue(used(18), together)).toBe(true);
  expect(isDue(used(17), together)).toBe(false);
  // Two expiries are near each other if they differ by less than six days, a tenth of the lifetime.
  expect(isDue(used(18), [used(12, { name: 'a' })])).toBe(false);
  expect(isDue(used(18), [used(12.1, { name: 'a' })])).toBe(true);
});

test('a refresh token without a known age or expiry is not renewed', () => {
  expect(isDue(used(40, { storedAt: undefined }), [other])).toBe(false);
  expect(isDue(used(40, { expiresAt: undefined }), [other])).toBe(false);
});

test('the time from which a refresh token is renewed is known in advance', () => {
  const { state, next } = input({ next: used(10), others: [used(30, { name: 'a' })] });
  expect(renewalDueAt(state, next)).toBe(NOW + 26 * DAY_MS);
  const together = input({ next: used(10) });
  expect(renewalDueAt(together.state, together.next)).toBe(NOW + 8 * DAY_MS);
});
