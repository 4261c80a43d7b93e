import { expect, test } from 'vitest';
import { isOwnVersion, ownVersionId } from '../../../functions/integration/own-version.ts';
import { VERSION } from '../rotation/state-fixture.ts';

test.each([
  { what: 'a version that the rotator stored', versionId: ownVersionId(VERSION), isOwn: true },
  { what: 'a version that an operator stored', versionId: VERSION, isOwn: false },
  { what: 'an unknown version', versionId: undefined, isOwn: false },
])("$what is the rotator's own: $isOwn", ({ versionId, isOwn }) => {
  expect(isOwnVersion(versionId)).toBe(isOwn);
});
