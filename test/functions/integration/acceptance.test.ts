import { expect, test } from 'vitest';
import {
  credentialsOfAcceptedVersion,
  isNothingNewAccepted,
} from '../../../functions/integration/acceptance.ts';
import {
  accessTokenRecord,
  credentialRecord,
  HOUR_MS,
  NOW,
  OLDER_VERSION,
  rotationRecord,
} from '../rotation/state-fixture.ts';

const storedAt = NOW - HOUR_MS;
const mintedBefore = accessTokenRecord({ issuedAt: storedAt - 1 });
const mintedSince = accessTokenRecord({ issuedAt: storedAt });
const before = credentialRecord({ storedAt: storedAt - HOUR_MS });
const fresh = credentialRecord({ name: 'c', storedAt });
const rejected = credentialRecord({ name: 'b', state: 'rejected', storedAt });
const ageless = { ...rejected, storedAt: undefined };

test('only the credentials of the accepted version count', () => {
  const older = credentialRecord({ name: 'b', versionId: OLDER_VERSION });
  const state = rotationRecord({ credentials: [credentialRecord(), older] });
  expect(credentialsOfAcceptedVersion(state).map(({ name }) => name)).toEqual(['a']);
});

test.each([
  {
    sentence: 'something rejected, and nothing minted since it was stored',
    changes: { accessToken: mintedBefore, credentials: [fresh, rejected] },
    nothingNew: true,
  },
  {
    sentence: 'something rejected, and nothing ever minted',
    changes: { accessToken: undefined, credentials: [fresh, rejected] },
    nothingNew: true,
  },
  {
    sentence: 'something rejected, and something minted since',
    changes: { accessToken: mintedSince, credentials: [before, fresh, rejected] },
    nothingNew: false,
  },
  {
    sentence: 'all rejected that is new, and something minted since from what was there before',
    changes: { accessToken: mintedSince, credentials: [before, rejected] },
    nothingNew: true,
  },
  {
    sentence: 'something rejected that was there before, and something minted since from what is new',
    changes: {
      accessToken: mintedSince,
      credentials: [{ ...before, state: 'rejected' as const }, fresh],
    },
    nothingNew: false,
  },
  {
    sentence: 'nothing rejected, although nothing was minted since it was stored',
    changes: { accessToken: mintedBefore, credentials: [fresh] },
    nothingNew: false,
  },
  {
    sentence: 'something rejected of which nobody knows when it was stored',
    changes: { accessToken: mintedSince, credentials: [before, ageless] },
    nothingNew: false,
  },
])('$sentence: nothing new accepted is $nothingNew', ({ changes, nothingNew }) => {
  expect(isNothingNewAccepted(rotationRecord(changes))).toBe(nothingNew);
});
