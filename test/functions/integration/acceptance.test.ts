import { expect, test } from 'vitest';
import {
  credentialsOfAcceptedVersion,
  isNothingNewAccepted,
} from '../../../functions/integration/acceptance.ts';
import {
  accessTokenState,
  credentialState,
  HOUR_MS,
  NOW,
  OLDER_VERSION,
  integrationState,
} from '../rotation/state-fixture.ts';

const storedAt = NOW - HOUR_MS;
const mintedBefore = accessTokenState({ issuedAt: storedAt - 1 });
const mintedSince = accessTokenState({ issuedAt: storedAt });
const older = credentialState({ storedAt: storedAt - HOUR_MS });
const accepted = credentialState({ name: 'c', storedAt });
const rejected = credentialState({ name: 'b', state: 'rejected', storedAt });
const forbidden = credentialState({ name: 'b', state: 'forbidden', storedAt });
const withoutStorageTime = { ...rejected, storedAt: undefined };

test('a credential of an older version is not among the credentials of the accepted version', () => {
  const ofOlderVersion = credentialState({ name: 'b', versionId: OLDER_VERSION });
  const state = integrationState({ credentials: [credentialState(), ofOlderVersion] });
  expect(credentialsOfAcceptedVersion(state).map(({ name }) => name)).toEqual(['a']);
});

test.each([
  {
    sentence: 'a new credential was rejected, and nothing was minted since',
    changes: { accessToken: mintedBefore, credentials: [accepted, rejected] },
    nothingNew: true,
  },
  {
    sentence: 'a new credential was forbidden, and nothing was minted since',
    changes: { accessToken: mintedBefore, credentials: [accepted, forbidden] },
    nothingNew: true,
  },
  {
    sentence: 'a new credential was rejected, and nothing was ever minted',
    changes: { accessToken: undefined, credentials: [accepted, rejected] },
    nothingNew: true,
  },
  {
    sentence: 'a new credential was rejected, and another credential minted since',
    changes: { accessToken: mintedSince, credentials: [older, accepted, rejected] },
    nothingNew: false,
  },
  {
    sentence: 'all new credentials were rejected, and an older credential minted since',
    changes: { accessToken: mintedSince, credentials: [older, rejected] },
    nothingNew: true,
  },
  {
    sentence: 'an older credential was rejected, and a new credential minted since',
    changes: {
      accessToken: mintedSince,
      credentials: [{ ...older, state: 'rejected' as const }, accepted],
    },
    nothingNew: false,
  },
  {
    sentence: 'no credential was rejected, and nothing was minted since',
    changes: { accessToken: mintedBefore, credentials: [accepted] },
    nothingNew: false,
  },
  {
    sentence: 'a credential with an unknown time of storage was rejected',
    changes: { accessToken: mintedSince, credentials: [older, withoutStorageTime] },
    nothingNew: false,
  },
])('if $sentence, nothing new is accepted: $nothingNew', ({ changes, nothingNew }) => {
  expect(isNothingNewAccepted(integrationState(changes))).toBe(nothingNew);
});
