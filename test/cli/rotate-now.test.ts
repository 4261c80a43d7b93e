import { expect, test } from 'vitest';
import { storedCredential } from '../../cli/commands/stored-credential.ts';
import { rotateNow, type RotateNowOptions } from '../../cli/rotation/rotate-now.ts';
import { publishedWords } from '../../cli/rotation/rotation-report.ts';
import { changedTags } from '../../functions/integration/integration-state.ts';
import {
  accessTokenRecord,
  credentialRecord,
  INTEGRATION,
  NOW,
  OLDER_VERSION,
  rotationRecord,
  VERSION,
} from '../functions/rotation/state-fixture.ts';
import { movableClock } from '../support/movable-clock.ts';

/** What is on record of credentials that Alation refused, before others were stored in their place. */
const refused = rotationRecord({
  acceptedVersion: OLDER_VERSION,
  credentials: [credentialRecord({ state: 'rejected', versionId: OLDER_VERSION })],
});
/** The same once the others were used. */
const accepted = rotationRecord({ accessToken: accessTokenRecord({ issuedAt: NOW }) });

/** A rotator that publishes as soon as it is asked, and writes its tags so many ms later. */
async function rotatedBy(tagsAfterMs: number) {
  const clock = movableClock(NOW);
  let publishedAt = Infinity;
  const secrets: RotateNowOptions['secrets'] = {
    describe: async () => ({
      integration: INTEGRATION,
      credentialsVersionId: VERSION,
      tags: changedTags(clock.now() - publishedAt >= tagsAfterMs ? accepted : refused, {}),
    }),
    accessTokenVersions: async () => ({
      current: clock.now() >= publishedAt ? 'two' : 'one',
      previous: undefined,
    }),
  };
  const answer = await rotateNow({
    integration: INTEGRATION,
    secrets,
    request: async () => {
      publishedAt = clock.now();
    },
    clock,
    timeoutMs: 60_000,
    storedVersionId: VERSION,
  });
  return { answer, waitedMs: clock.now() - NOW };
}

const stored = { name: 'a', kind: 'refresh-token', expiresAt: undefined } as const;

test('tags that come while Alation is asked about every credential are waited for', async () => {
  const { answer } = await rotatedBy(15_000);
  expect(answer).toMatchObject({ kind: 'published', state: { accessToken: { issuedAt: NOW } } });
  expect(storedCredential(stored, answer).state).toBe('accepted');
});

test('where they do not come, the rejection of the credentials before is no word about the new ones', async () => {
  const { answer, waitedMs } = await rotatedBy(Infinity);
  expect(answer.kind).toBe('published');
  expect(waitedMs).toBeLessThan(30_000);
  expect(storedCredential(stored, answer).state).toBe('stored');
  expect(publishedWords(answer.state, NOW)).toBe(
    'published; not described yet, see the command "status" in a moment',
  );
});
