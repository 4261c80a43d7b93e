import { expect, test } from 'vitest';
import {
  credentialsOfAcceptedVersion,
  isNothingNewAccepted,
} from '../../../functions/rotation/acceptance.ts';
import {
  accessTokenRecord,
  credentialRecord,
  HOUR_MS,
  NOW,
  OLDER_VERSION,
  rotationRecord,
} from './record-fixture.ts';

const storedAt = NOW - HOUR_MS;
const mintedBefore = accessTokenRecord({ issuedAt: storedAt - 1 });
const rejected = credentialRecord({ name: 'b', state: 'rejected', storedAt });

test('only the credentials of the accepted version count', () => {
  const older = credentialRecord({ name: 'b', versionId: OLDER_VERSION });
  const record = rotationRecord({ credentials: [credentialRecord(), older] });
  expect(credentialsOfAcceptedVersion(record).map(({ name }) => name)).toEqual(['a']);
});

test.each([
  {
    sentence: 'something rejected, and nothing minted since it was stored',
    changes: { accessToken: mintedBefore, credentials: [credentialRecord({ storedAt }), rejected] },
    nothingNew: true,
  },
  {
    sentence: 'something rejected, and nothing ever minted',
    changes: { accessToken: undefined, credentials: [rejected] },
    nothingNew: true,
  },
  {
    sentence: 'something rejected, and something minted since',
    changes: { accessToken: accessTokenRecord({ issuedAt: storedAt }), credentials: [rejected] },
    nothingNew: false,
  },
  {
    sentence: 'nothing rejected, although nothing was minted since it was stored',
    changes: { accessToken: mintedBefore, credentials: [credentialRecord({ storedAt })] },
    nothingNew: false,
  },
  {
    sentence: 'something rejected of which nobody knows when it was stored',
    changes: { accessToken: mintedBefore, credentials: [{ ...rejected, storedAt: undefined }] },
    nothingNew: false,
  },
])('$sentence: nothing new accepted is $nothingNew', ({ changes, nothingNew }) => {
  expect(isNothingNewAccepted(rotationRecord(changes))).toBe(nothingNew);
});
