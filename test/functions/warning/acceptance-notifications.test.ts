import { expect, test } from 'vitest';
import type { IntegrationState } from '../../../functions/integration/integration-state.ts';
import type { NotificationState } from '../../../functions/warning/notification-state.ts';
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

const about = {
  name: 'a',
  expiresAt: undefined,
  stage: undefined,
  rejectedVersion: undefined,
  agedStoredAt: undefined,
};
/** An alert was sent 3 days before the expiry of `a`. Since then an operator has replaced the refresh token `a`. */
const alertSent: NotificationState = {
  ...nothingSent,
  acceptedVersion: OLDER_VERSION,
  credentials: [{ ...about, stage: 3, expiresAt: NOW - 20 * DAY_MS }],
};

test('acceptance is reported once per version, and replaces no stage of the new refresh token', () => {
  const notify = notifier(alertSent);
  const state = expiringIn(20);
  expect(kinds(notify(state))).toEqual(['credentials-accepted', 'refresh-token-expiring']);
  expect(kinds(notify(state))).toEqual([]);
  expect(stages(notify(state, NOW + 6 * DAY_MS))).toEqual([14]);
});

test.each([
  { sentence: 'without an alert', sent: {}, due: [] },
  { sentence: 'after the warning of 7 days', sent: { stage: 7, expiresAt: NOW }, due: [] },
  {
    sentence: 'after the alert of 3 days',
    sent: { stage: 3, expiresAt: NOW },
    due: ['credentials-accepted'],
  },
  {
    sentence: 'after the alert about the expiry',
    sent: { stage: 0, expiresAt: NOW },
    due: ['credentials-accepted'],
  },
  {
    sentence: 'after the alert about a rejection',
    sent: { rejectedVersion: OLDER_VERSION },
    due: ['credentials-accepted'],
  },
  {
    sentence: 'after the alert about a 403',
    sent: { rejectedVersion: `forbidden:${OLDER_VERSION}` },
    due: ['credentials-accepted'],
  },
])('$sentence, a new credential that Alation accepts causes the notifications $due', ({ sent, due }) => {
  const notify = notifier({ ...alertSent, credentials: [{ ...about, ...sent }] });
  expect(kinds(notify(integrationState()))).toEqual(due);
});

test('a credential that has not minted, and whose expiry Alation did not report, is named as unused, not as accepted', () => {
  const credentials = [
    credentialState({ name: 'a', expirySource: 'estimated' }),
    credentialState({ name: 'reported', state: 'unchecked' }),
    credentialState({ name: 'unused', state: 'unchecked', expirySource: 'estimated' }),
    credentialState({ name: 'rejected', state: 'rejected' }),
  ];
  const due = notifier(alertSent)(integrationState({ credentials }));
  expect(due[0]).toMatchObject({
    kind: 'credentials-accepted',
    effect: expect.stringMatching(
      /^"a" expires .*\. "reported" expires .*\. "unused" has not been used yet; you get an alert if Alation rejects it\.$/,
    ),
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

test('the rejection of the only new credential is reported, and no acceptance of the other credentials is reported then or later', () => {
  const notify = notifier(alertSent);
  expect(kinds(notify(oneNewAndRejected()))).toEqual(['credential-rejected']);
  const rotated = oneNewAndRejected({
    accessToken: accessTokenState({ issuedAt: NOW }),
    credentials: [credentialState(), credentialState({ name: 'b', state: 'rejected' })],
  });
  expect(kinds(notify(rotated))).toEqual([]);
});

test('if Alation rejects a new OAuth client, no acceptance of the older client is reported', () => {
  const oauth = { kind: 'oauth-client', expiresAt: undefined, expirySource: undefined } as const;
  const credentials = [
    credentialState({ ...oauth, storedAt: NOW - 9 * DAY_MS }),
    credentialState({ ...oauth, name: 'b', state: 'rejected', storedAt: NOW - HOUR_MS }),
  ];
  const notify = notifier(alertSent);
  expect(kinds(notify(oneNewAndRejected({ credentials })))).toEqual(['credential-rejected']);
});

test('an older refresh token that has expired is reported as expired, and not as accepted', () => {
  const credentials = [
    credentialState({ storedAt: NOW - 60 * DAY_MS, expiresAt: NOW }),
    credentialState({ name: 'b', storedAt: NOW - HOUR_MS }),
  ];
  const state = integrationState({ credentials, acceptedVersion: VERSION });
  const due = notifier(alertSent)(state);
  expect(kinds(due)).toEqual(['credentials-accepted', 'refresh-token-expired']);
  expect(due[0]).toMatchObject({ effect: expect.stringMatching(/^"b" expires [^"]*$/) });
});

test('a new credential that minted is reported as accepted although another new credential is rejected', () => {
  const notify = notifier(alertSent);
  const minted = oneNewAndRejected({ accessToken: accessTokenState({ issuedAt: NOW - HOUR_MS }) });
  expect(kinds(notify(minted))).toEqual(['credentials-accepted', 'credential-rejected']);
});

test.each(['rejected', 'forbidden'] as const)(
  'no acceptance is reported if the alert was about another credential, and that credential is still %s',
  (state) => {
    const storedAt = NOW - HOUR_MS;
    const credentials = [credentialState({ storedAt }), credentialState({ name: 'b', state, storedAt })];
    const notify = notifier({
      ...alertSent,
      credentials: [{ ...about, name: 'b', rejectedVersion: OLDER_VERSION }],
    });
    expect(kinds(notify(integrationState({ credentials })))).toEqual([`credential-${state}`]);
  },
);

test('acceptance is reported as soon as Alation is known to accept a credential, and not before', () => {
  const notify = notifier(alertSent);
  const unknown = { state: 'unchecked', expirySource: 'estimated' } as const;
  expect(kinds(notify(withCredential(unknown)))).toEqual([]);
  expect(kinds(notify(withCredential({ ...unknown, expirySource: 'reported' })))).toEqual([
    'credentials-accepted',
  ]);
});

test('no acceptance is reported for credentials that were stored after the accepted version', () => {
  const notify = notifier({ ...alertSent, acceptedVersion: undefined });
  const state = withCredential({ state: 'unchecked' }, { acceptedVersion: OLDER_VERSION });
  expect(kinds(notify(state))).toEqual([]);
  expect(kinds(notify(withCredential({})))).toEqual(['credentials-accepted']);
});

test('no acceptance is reported before a version was accepted', () => {
  const notify = notifier({ ...alertSent, acceptedVersion: undefined });
  expect(notify(withCredential({}, { acceptedVersion: undefined }))).toEqual([]);
  const lost = notifier();
  expect(lost(withCredential({}, { acceptedVersion: undefined }))).toEqual([]);
  expect(lost(withCredential({}))).toEqual([]);
});

test('the acceptance names each accepted credential with its expiry, and no refused credential', () => {
  const credentials = [
    credentialState({ expirySource: 'estimated' }),
    credentialState({ name: 'b', state: 'unchecked' }),
    credentialState({ name: 'c', state: 'forbidden' }),
    credentialState({ name: 'd', kind: 'oauth-client', expiresAt: undefined, expirySource: undefined }),
  ];
  const [accepted] = notifier(alertSent)(integrationState({ credentials }));
  expect(accepted).toEqual({
    kind: 'credentials-accepted',
    severity: 'info',
    headline: 'credentials accepted',
    happened: 'Alation accepted the new credentials.',
    effect: [
      '"a" expires in 50 days, on 2026-03-01 12:00 UTC (an estimate: Alation did not report the expiry).',
      '"b" expires in 50 days, on 2026-03-01 12:00 UTC.',
      '"d" does not expire.',
    ].join(' '),
  });
});

test('the acceptance of a credential that has not minted yet is reported once', () => {
  const notify = notifier({ ...alertSent, credentials: [{ ...about, rejectedVersion: OLDER_VERSION }] });
  const state = withCredential({ state: 'unchecked' });
  expect(kinds(notify(state))).toEqual(['credentials-accepted']);
  expect(kinds(notify(state))).toEqual([]);
});

test.each([VERSION, `forbidden:${VERSION}`])(
  'a credential that works again after the alert about its refusal %s is reported as accepted again, not as new',
  (rejectedVersion) => {
    const notify = notifier({ ...alertSent, credentials: [{ ...about, rejectedVersion }] });
    expect(kinds(notify(integrationState()))).toEqual(['credential-accepted-again']);
  },
);
