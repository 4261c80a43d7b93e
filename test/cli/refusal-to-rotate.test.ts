import { expect, test } from 'vitest';
import { refusalToRotate } from '../../cli/rotation/refusal-to-rotate.ts';
import {
  DAY_MS,
  INTEGRATION,
  MINUTE_MS,
  NOW,
  VERSION,
  accessTokenState,
  credentialState,
  integrationState,
} from '../functions/rotation/state-fixture.ts';

test('while Alation rejects every credential, the command requests no rotation at any time of the day', () => {
  const state = integrationState({
    credentials: [credentialState({ state: 'rejected' })],
    accessToken: accessTokenState({ expiresAt: NOW + 2 * DAY_MS }),
  });
  const refusals = new Set<string | undefined>();
  for (let at = NOW; at < NOW + DAY_MS; at += 5 * MINUTE_MS) {
    refusals.add(refusalToRotate({ integration: INTEGRATION, credentialsVersionId: VERSION, state }, at));
  }
  expect([...refusals]).toEqual(['Rejected']);
});
