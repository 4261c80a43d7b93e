import { mostUrgentFirst } from '../../cli/status/urgency.ts';
import {
  accessTokenState,
  credentialState,
  DAY_MS,
  HOUR_MS,
  NOW,
} from '../functions/rotation/state-fixture.ts';
import { statusOf } from './status-of.ts';

const refreshToken = (name: string, days: number, more = {}) =>
  credentialState({ name, expiresAt: NOW + days * DAY_MS, storedAt: NOW + (days - 60) * DAY_MS, ...more });

/** The statuses of integrations in different states. */
export const exampleStatuses = mostUrgentFirst([
  statusOf('dashboards', { credentials: [refreshToken('a', 41), refreshToken('b', 12)] }),
  statusOf('glossary-sync', {
    credentials: [refreshToken('blue', 33), refreshToken('green', 57)],
    accessToken: accessTokenState({ credential: 'green' }),
    renews: true,
  }),
  statusOf('loader', {
    credentials: [
      credentialState({
        name: 'client',
        kind: 'oauth-client',
        expiresAt: undefined,
        expirySource: undefined,
      }),
    ],
    accessToken: accessTokenState({ credential: 'client' }),
  }),
  statusOf('nightly-export', {
    credentials: [refreshToken('default', -2, { state: 'rejected' })],
    accessToken: accessTokenState({ credential: 'default', issuedAt: NOW - 26 * HOUR_MS }),
    status: { state: 'rejected', code: 'CredentialRejected', since: NOW - 2 * HOUR_MS },
  }),
  statusOf('notebooks', { credentials: [refreshToken('a', 48, { expirySource: 'estimated' })] }),
]);
