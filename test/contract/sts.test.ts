import { expect } from 'vitest';
import { connectToPeer, contractTest } from './peer.ts';

const { url } = await connectToPeer();

contractTest('GetCallerIdentity returns the account over the Query protocol', async () => {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261124/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  });
  expect(response.status).toBe(200);
  const xml = await response.text();
  expect(xml).toContain('<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">');
  expect(xml).toMatch(/<Account>\d{12}<\/Account>/);
  expect(xml).toMatch(/<Arn>arn:aws:(?:iam|sts)::\d{12}:[\w/-]+<\/Arn>/);
});
