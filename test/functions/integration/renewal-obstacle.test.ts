import { expect, test } from 'vitest';
import { renewalObstacle } from '../../../functions/integration/renewal-obstacle.ts';
import { credentialState, integrationState, NOW } from '../rotation/state-fixture.ts';

const own = credentialState({ name: 'a' });
const other = credentialState({ name: 'b' });
const credentials = [own, { ...other, state: 'rejected' }] as const;
const contest = { credential: 'a', since: NOW };

test.each([
  ['renewal is on and another credential is active', undefined, {}, own],
  ['renewal is off', 'Off', { renews: undefined }, own],
  ['the credential is an OAuth client', 'OAuthClient', {}, { ...own, kind: 'oauth-client' }],
  ['the credential is unchecked', 'NotActive', {}, { ...own, state: 'unchecked' }],
  ['the credential is rejected', 'NotActive', {}, { ...own, state: 'rejected' }],
  ['the credential is the only one', 'NoReserve', { credentials: [own] }, own],
  ['the other credential is rejected', 'NoReserve', { credentials }, own],
  ['the integration is contested', 'Contested', { contest }, own],
  [
    'a probe found an inactive access token once',
    undefined,
    { contest: { ...contest, since: undefined } },
    own,
  ],
] as const)(
  'if %s, the obstacle to the renewal of a credential is %s',
  (_, obstacle, changes, credential) => {
    const state = integrationState({ renews: true, credentials: [own, other], ...changes });
    expect(renewalObstacle(state, credential)).toBe(obstacle);
  },
);
