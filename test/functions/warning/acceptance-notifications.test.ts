import { expect, test } from 'vitest';
import type { IntegrationState } from '../../../functions/integration/integration-state.ts';
import { expiringIn, kinds, nothingSent, notifier, withCredential, stages } from './notifier.ts';
import {
  accessTokenState,
  credentialState,
  DAY_MS,
  HOUR_MS,
  NOW,
  OLDER_VERSION,
  integrationState,
  VERSION,
} from '../rotation/state-fixture.ts';

test('acceptance is sent once per version and covers the present stage of the new refresh token', () => {
  const notify = notifier({ ...nothingSent, acceptedVersion: OLDER_VERSION });
  const state = expiringIn(20);
  expect(kinds(notify(state))).toEqual(['credentials-accepted']);
  expect(kinds(notify(state))).toEqual([]);
  expect(stages(notify(state, NOW + 6 * DAY_MS))).toEqual([14]);
});

test('acceptance of one credential does not cover the next stage of another', () => {
  const notify = notifier({ ...nothingSent, acceptedVersion: OLDER_VERSION });
  const kept = credentialState({ name: 'b', expiresAt: NOW + 20 * DAY_MS });
  notify(integrationState({ acceptedVersion: OLDER_VERSION, credentials: [kept] }));
  const due = notify(integrationState({ credentials: [credentialState(), kept] }), NOW + 8 * DAY_MS);
  expect(kinds(due)).toEqual(['credentials-accepted', 'refresh-token-expiring']);
  expect(stages(due)).toEqual([14]);
});

test('a credential that Alation neither minted from nor reported is named as unused, not as accepted', () => {
  const credentials = [
    credentialState({ name: 'minted', expirySource: 'estimated' }),
    credentialState({ name: 'reported', state: 'unchecked' }),
    credentialState({ name: 'refused', state: 'unchecked', expirySource: 'estimated' }),
    credentialState({ name: 'rejected', state: 'rejected' }),
  ];
  const due = notifier({ ...nothingSent, acceptedVersion: OLDER_VERSION })(integrationState({ credentials }));
  expect(due[0]).toMatchObject({
    kind: 'credentials-accepted',
    credentials: [{ name: 'minted' }, { name: 'reported' }],
    unused: ['refused'],
  });
});

/** Credentials stored an hour ago. Alation rejected the new credential. The other credential minted hours before. */
const oneNewAndRejected = (changes: Partial<IntegrationState> = {}) => {
  const storedAt = NOW - HOUR_MS;
  return integrationState({
    accessToken: accessTokenState({ issuedAt: NOW - 5 * HOUR_MS }),
    credentials: [
      credentialState({ state: 'unchecked', storedAt }),
      credentialState({ name: 'b', state: 'rejected', storedAt }),
    ],
    ...changes,
  });
};

test('the rejection of the only new credential is sent, and no acceptance of the others, then or later', () => {
  const notify = notifier({ ...nothingSent, acceptedVersion: OLDER_VERSION });
  expect(kinds(notify(oneNewAndRejected()))).toEqual(['credential-rejected']);
  const renewed = oneNewAndRejected({
    accessToken: accessTokenState({ issuedAt: NOW }),
    credentials: [credentialState(), credentialState({ name: 'b', state: 'rejected' })],
  });
  expect(kinds(notify(renewed))).toEqual([]);
});

test('the rejection of a new OAuth client does not make the older client newly accepted', () => {
  const oauth = { kind: 'oauth-client', expiresAt: undefined, expirySource: undefined } as const;
  const credentials = [
    credentialState({ ...oauth, storedAt: NOW - 9 * DAY_MS }),
    credentialState({ ...oauth, name: 'b', state: 'rejected', storedAt: NOW - HOUR_MS }),
  ];
  const notify = notifier({ ...nothingSent, acceptedVersion: OLDER_VERSION });
  expect(kinds(notify(oneNewAndRejected({ credentials })))).toEqual(['credential-rejected']);
});

test('an older refresh token that has expired is reported as expired, and not as accepted', () => {
  const credentials = [
    credentialState({ storedAt: NOW - 60 * DAY_MS, expiresAt: NOW }),
    credentialState({ name: 'b', storedAt: NOW - HOUR_MS }),
  ];
  const state = integrationState({ credentials, acceptedVersion: VERSION });
  const due = notifier({ ...nothingSent, acceptedVersion: OLDER_VERSION })(state);
  expect(kinds(due)).toEqual(['credentials-accepted', 'refresh-token-expired']);
  expect(due[0]).toMatchObject({ credentials: [{ name: 'b' }] });
});

test('a new credential that minted is reported as accepted although another new credential is rejected', () => {
  const notify = notifier({ ...nothingSent, acceptedVersion: OLDER_VERSION });
  const minted = oneNewAndRejected({ accessToken: accessTokenState({ issuedAt: NOW - HOUR_MS }) });
  expect(kinds(notify(minted))).toEqual(['credentials-accepted', 'credential-rejected']);
});

test('acceptance is sent as soon as Alation is known to accept a credential, and not before', () => {
  const notify = notifier({ ...nothingSent, acceptedVersion: OLDER_VERSION });
  const unknown = { state: 'unchecked', expirySource: 'estimated' } as const;
  expect(kinds(notify(withCredential(unknown)))).toEqual([]);
  expect(kinds(notify(withCredential({ ...unknown, expirySource: 'reported' })))).toEqual([
    'credentials-accepted',
  ]);
});

test('acceptance does not name credentials that were stored later', () => {
  const notify = notifier({ ...nothingSent, acceptedVersion: undefined });
  const state = withCredential({ state: 'unchecked' }, { acceptedVersion: OLDER_VERSION });
  expect(kinds(notify(state))).toEqual([]);
  expect(kinds(notify(withCredential({})))).toEqual(['credentials-accepted']);
});

test('acceptance covers only the stages of the credentials that it names', () => {
  const notify = notifier({ ...nothingSent, acceptedVersion: OLDER_VERSION });
  const expiresAt = NOW + 5 * DAY_MS;
  const credentials = [
    credentialState({ expiresAt }),
    credentialState({ name: 'b', state: 'unchecked', expirySource: 'estimated', expiresAt }),
  ];
  expect(notify(integrationState({ credentials }))).toMatchObject([
    { kind: 'credentials-accepted', credentials: [{ name: 'a' }] },
    { kind: 'refresh-token-expiring', credential: { name: 'b' } },
  ]);
});

test('no acceptance is sent before a version was accepted', () => {
  const notify = notifier({ ...nothingSent, acceptedVersion: undefined });
  expect(notify(withCredential({}, { acceptedVersion: undefined }))).toEqual([]);
  const lost = notifier();
  expect(lost(withCredential({}, { acceptedVersion: undefined }))).toEqual([]);
  expect(lost(withCredential({}))).toEqual([]);
});
