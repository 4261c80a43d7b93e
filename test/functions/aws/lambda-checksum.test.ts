import { Sha256 as SdkSha256 } from '@smithy/core/checksum';
import { expect, test } from 'vitest';
import { Sha256 } from '../../../functions/aws/lambda-checksum.ts';

const bytes = new Uint8Array([0, 1, 2, 250, 255]);

test.each([
  { name: 'a hash', secret: undefined, data: bytes },
  { name: 'a hash of a part of a buffer', secret: undefined, data: bytes.subarray(1, 3) },
  { name: 'an HMAC with a key of text', secret: 'AWS4wJalrXUtnFEMI', data: bytes },
  { name: 'an HMAC with a key of bytes', secret: bytes, data: bytes },
])('the bundle computes $name like the SDK', async ({ secret, data }) => {
  const [bundled, sdk] = [new Sha256(secret), new SdkSha256(secret)];
  for (const hash of [bundled, sdk]) {
    hash.update(new Uint8Array([7]));
    hash.reset();
    hash.update(data);
  }
  expect(await bundled.digest()).toEqual(await sdk.digest());
  expect(bundled.digestLength).toBe(sdk.digestLength);
});
