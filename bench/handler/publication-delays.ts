/** Measures the time from the mint of an access token until consumers can read it. */
export interface PublicationDelays {
  /** Records a response of Alation. */
  recordMint(path: string, body: string, now: number): void;
  /** Records the response to this request to AWS. */
  recordWrite(headers: Readonly<Record<string, string>>, body: string, now: number): void;
  /** All delays so far, in ms. */
  all(): readonly number[];
}

const ACCESS_TOKEN = /"api_access_token":"([^"]+)"/;
/** The body is JSON that contains the document as a JSON string. */
const PUBLISHED = /\\"access_token\\":\\"([^"\\]+)\\"/;

/** Creates an empty record of delays. */
export function publicationDelays(): PublicationDelays {
  const mintedAt = new Map<string, number>();
  const measured: number[] = [];
  return {
    recordMint(path, body, now) {
      if (!path.includes('createAPIAccessToken')) return;
      const accessToken = ACCESS_TOKEN.exec(body)?.[1];
      if (accessToken !== undefined) mintedAt.set(accessToken, now);
    },
    recordWrite(headers, body, now) {
      if (!headers['x-amz-target']?.endsWith('PutSecretValue')) return;
      const accessToken = PUBLISHED.exec(body)?.[1] ?? '';
      const minted = mintedAt.get(accessToken);
      if (minted !== undefined) measured.push(now - minted);
      mintedAt.delete(accessToken);
    },
    all: () => measured,
  };
}
