import { expect, test } from 'vitest';
import { storedCredential } from '../../cli/credentials/stored-credential.ts';
import { rotateNow, type RotateNowOptions } from '../../cli/rotation/rotate-now.ts';
import { publishedText } from '../../cli/rotation/rotation-text.ts';
import { changedTags } from '../../functions/integration/integration-tags.ts';
import {
  accessTokenState,
  credentialState,
  INTEGRATION,
  NOW,
  OLDER_VERSION,
  integrationState,
  VERSION,
} from '../functions/rotation/state-fixture.ts';
import { selfMovingClock } from '../support/self-moving-clock.ts';

/** The state before: Alation rejected the previous credentials. */
const rejectedBefore = integrationState({
  acceptedVersion: OLDER_VERSION,
  credentials: [credentialState({ state: 'rejected', versionId: OLDER_VERSION })],
});
/** The state after the rotator used the new credentials. */
const accepted = integrationState({ accessToken: accessTokenState({ issuedAt: NOW }) });

/** The outcome of a request, and the wait. The rotator publishes at once, and writes its tags this many ms later. */
async function rotatedBy(tagsAfterMs: number) {
  const clock = selfMovingClock(NOW);
  let publishedAt = Infinity;
  const secrets: RotateNowOptions['secrets'] = {
    describe: async () => ({
      integration: INTEGRATION,
      credentialsVersionId: VERSION,
      tags: changedTags(clock.now() - publishedAt >= tagsAfterMs ? accepted : rejectedBefore, {}),
    }),
    accessTokenVersions: async () => ({
      current: clock.now() >= publishedAt ? 'two' : 'one',
      previous: undefined,
    }),
  };
  const outcome = await rotateNow({
    integration: INTEGRATION,
    secrets,
    request: async () => {
      publishedAt = clock.now();
    },
    clock,
    timeoutMs: 60_000,
    storedVersionId: VERSION,
  });
  return { outcome, waitedMs: clock.now() - NOW };
}

const checked = { name: 'a', kind: 'refresh-token', expiresAt: undefined } as const;

test('the command waits for tags that the rotator writes late', async () => {
  const { outcome } = await rotatedBy(15_000);
  expect(outcome).toMatchObject({ kind: 'published', state: { accessToken: { issuedAt: NOW } } });
  expect(storedCredential(checked, outcome).state).toBe('accepted');
});

test('without new tags, the rejection of the previous credentials is not reported for the new credentials', async () => {
  const { outcome, waitedMs } = await rotatedBy(Infinity);
  expect(outcome.kind).toBe('published');
  expect(waitedMs).toBeLessThan(30_000);
  expect(storedCredential(checked, outcome).state).toBe('stored');
  expect(publishedText(outcome.state, NOW)).toBe('published; the command "status" shows it in a moment');
});
