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
const before = credentialState({ storedAt: storedAt - HOUR_MS });
const fresh = credentialState({ name: 'c', storedAt });
const rejected = credentialState({ name: 'b', state: 'rejected', storedAt });
const forbidden = credentialState({ name: 'b', state: 'forbidden', storedAt });
const withoutStorageTime = { ...rejected, storedAt: undefined };

test('only the credentials of the accepted version count', () => {
  const older = credentialState({ name: 'b', versionId: OLDER_VERSION });
  const state = integrationState({ credentials: [credentialState(), older] });
  expect(credentialsOfAcceptedVersion(state).map(({ name }) => name)).toEqual(['a']);
});

test.each([
  {
    sentence: 'a new credential was rejected, and nothing was minted since',
    changes: { accessToken: mintedBefore, credentials: [fresh, rejected] },
    nothingNew: true,
  },
  {
    sentence: 'a new credential was forbidden, and nothing was minted since',
    changes: { accessToken: mintedBefore, credentials: [fresh, forbidden] },
    nothingNew: true,
  },
  {
    sentence: 'a new credential was rejected, and nothing was ever minted',
    changes: { accessToken: undefined, credentials: [fresh, rejected] },
    nothingNew: true,
  },
  {
    sentence: 'a new credential was rejected, and another credential minted since',
    changes: { accessToken: mintedSince, credentials: [before, fresh, rejected] },
    nothingNew: false,
  },
  {
    sentence: 'all new credentials were rejected, and an older credential minted since',
    changes: { accessToken: mintedSince, credentials: [before, rejected] },
    nothingNew: true,
  },
  {
    sentence: 'an older credential was rejected, and a new credential minted since',
    changes: {
      accessToken: mintedSince,
      credentials: [{ ...before, state: 'rejected' as const }, fresh],
    },
    nothingNew: false,
  },
  {
    sentence: 'no credential was rejected, and nothing was minted since',
    changes: { accessToken: mintedBefore, credentials: [fresh] },
    nothingNew: false,
  },
  {
    sentence: 'a credential with an unknown storage date was rejected',
    changes: { accessToken: mintedSince, credentials: [before, withoutStorageTime] },
    nothingNew: false,
  },
])('if $sentence, nothing new is accepted: $nothingNew', ({ changes, nothingNew }) => {
  expect(isNothingNewAccepted(integrationState(changes))).toBe(nothingNew);
});
