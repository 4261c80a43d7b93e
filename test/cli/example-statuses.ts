import { integrationStatus } from '../../cli/status/integration-status.ts';
import { mostUrgentFirst } from '../../cli/status/urgency.ts';
import { Tag } from '../../functions/contract.ts';
import { changedTags } from '../../functions/integration/integration-tags.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import {
  accessTokenState,
  credentialState,
  DAY_MS,
  HOUR_MS,
  integrationState,
  NOW,
  VERSION,
} from '../functions/rotation/state-fixture.ts';

function statusOf(integration: string, changes: Partial<IntegrationState>, tags = {}) {
  const state = integrationState(changes);
  return integrationStatus(
    {
      integration,
      credentialsVersionId: VERSION,
      tags: { ...changedTags(state, {}), [Tag.owner]: 'bi-team', ...tags },
    },
    NOW,
    14,
  );
}

const key = (name: string, days: number, more = {}) =>
  credentialState({ name, expiresAt: NOW + days * DAY_MS, storedAt: NOW + (days - 60) * DAY_MS, ...more });

/** Integrations in different states, as a deployment of some size has them. */
export const exampleStatuses = mostUrgentFirst([
  statusOf('dashboards', { credentials: [key('a', 41), key('b', 12)] }),
  statusOf(
    'glossary-sync',
    {
      credentials: [key('blue', 33), key('green', 57)],
      accessToken: accessTokenState({ credential: 'green' }),
    },
    { [Tag.renews]: 'true' },
  ),
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
    credentials: [key('default', -2, { state: 'rejected' })],
    accessToken: accessTokenState({ credential: 'default', issuedAt: NOW - 26 * HOUR_MS }),
    status: { state: 'rejected', code: 'CredentialRejected', since: NOW - 2 * HOUR_MS },
  }),
  statusOf('notebooks', { credentials: [key('a', 48, { expirySource: 'estimated' })] }),
]);
