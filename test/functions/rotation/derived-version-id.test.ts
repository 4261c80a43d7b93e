import { expect, test } from 'vitest';
import { derivedVersionId } from '../../../functions/rotation/derived-version-id.ts';
import { OLDER_VERSION, VERSION } from './state-fixture.ts';

test('rotators that read the same version derive the same ClientRequestToken', () => {
  expect(derivedVersionId('bi', VERSION, 0)).toBe(derivedVersionId('bi', VERSION, 0));
  expect(derivedVersionId('bi', VERSION, 0)).toMatch(/^[0-9a-f]{64}$/);
});

test('each integration, version and generation has its own id, and so has an integration without a version', () => {
  const ids = [
    derivedVersionId('bi', VERSION, 0),
    derivedVersionId('bi2', VERSION, 0),
    derivedVersionId('bi', OLDER_VERSION, 0),
    derivedVersionId('bi', undefined, 0),
    derivedVersionId('bi', VERSION, 1),
    derivedVersionId('bi', VERSION, 10),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});
