/** Measures how long an access token that was minted takes until consumers can read it. */
export interface CutOvers {
  /** An answer of Alation's arrived. */
  noteMint(path: string, body: string, now: number): void;
  /** An answer of AWS's to this request arrived. */
  noteWrite(headers: Readonly<Record<string, string>>, body: string, now: number): void;
  /** All so far, in ms. */
  all(): readonly number[];
}

const ACCESS_TOKEN = /"api_access_token":"([^"]+)"/;
/** Inside a JSON text inside a JSON text. */
const PUBLISHED = /\\"access_token\\":\\"([^"\\]+)\\"/;

/** Nothing measured yet. */
export function cutOvers(): CutOvers {
  const mintedAt = new Map<string, number>();
  const measured: number[] = [];
  return {
    noteMint(path, body, now) {
      if (!path.includes('createAPIAccessToken')) return;
      const accessToken = ACCESS_TOKEN.exec(body)?.[1];
      if (accessToken !== undefined) mintedAt.set(accessToken, now);
    },
    noteWrite(headers, body, now) {
      if (!headers['x-amz-target']?.endsWith('PutSecretValue')) return;
      const accessToken = PUBLISHED.exec(body)?.[1] ?? '';
      const minted = mintedAt.get(accessToken);
      if (minted !== undefined) measured.push(now - minted);
      mintedAt.delete(accessToken);
    },
    all: () => measured,
  };
}
