import { expect, test } from 'vitest';
import { isRefusalReported } from '../../../functions/warning/refusal-mark.ts';
import { sentAbout } from '../../../functions/warning/notification-state.ts';
import { credentialState, OLDER_VERSION, VERSION } from '../rotation/state-fixture.ts';
import { nothingSent } from './notifier.ts';

const fingerprint = 'aaaa';

test.each([
  { sent: 'nothing', rejectedVersion: undefined, state: 'rejected', isSent: false },
  { sent: 'nothing', rejectedVersion: undefined, state: 'active', isSent: false },
  { sent: 'a rejection', rejectedVersion: OLDER_VERSION, state: 'active', isSent: false },
  { sent: 'a rejection', rejectedVersion: OLDER_VERSION, state: 'rejected', isSent: true },
  { sent: 'a rejection', rejectedVersion: OLDER_VERSION, state: 'forbidden', isSent: false },
  { sent: 'a 403', rejectedVersion: `forbidden:${OLDER_VERSION}`, state: 'forbidden', isSent: true },
  { sent: 'a 403', rejectedVersion: `forbidden:${OLDER_VERSION}`, state: 'rejected', isSent: false },
] as const)(
  'after $sent was reported for the same secret in an older version, the state "$state" counts as reported: $isSent',
  ({ rejectedVersion, state, isSent }) => {
    const about = { ...sentAbout('a', nothingSent), rejectedVersion, refusedSecret: fingerprint };
    expect(isRefusalReported(credentialState({ state, fingerprint }), about)).toBe(isSent);
  },
);

test('the refusal of a credential without a fingerprint counts as reported only for the same version', () => {
  const about = { ...sentAbout('a', nothingSent), rejectedVersion: VERSION };
  const refused = credentialState({ state: 'rejected' });
  expect(isRefusalReported(refused, about)).toBe(true);
  expect(isRefusalReported(refused, { ...about, rejectedVersion: OLDER_VERSION })).toBe(false);
});
