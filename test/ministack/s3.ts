import { ACCOUNT, ENDPOINT, REGION } from './account.ts';

/** Creates an S3 bucket, or an object in a bucket. ministack reads the account from the header and checks no signature. */
export async function putInS3(path: string, body?: Uint8Array<ArrayBuffer>): Promise<void> {
  const authorization = `AWS4-HMAC-SHA256 Credential=${ACCOUNT}/20261130/${REGION}/s3/aws4_request, SignedHeaders=host, Signature=0`;
  const response = await fetch(`${ENDPOINT}/${path}`, {
    method: 'PUT',
    headers: { authorization },
    body: body ?? null,
  });
  if (response.status !== 200) throw new Error(`S3 answered ${response.status} to PUT ${path}.`);
}
