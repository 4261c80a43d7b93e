/** The time from Alation's response to a mint until consumers can read the access token, in ms. */
export interface OwnDelay {
  /** The whole time. */
  readonly total: number;
  /** `total` without the time that Alation and Secrets Manager took for their responses. */
  readonly own: number;
}

/** Follows minted access tokens through the requests that verify and publish them. */
export interface OwnDelays {
  /** Records a request. Returns a function to call with the body of the response as soon as the response is sent. */
  arrived(target: string, operation: string, body: string): (responseBody: string) => void;
  all(): readonly OwnDelay[];
}

const MINTED = /"api_access_token":"([^"]+)"/;
/** The access token in a verification, or in the JSON text inside the JSON of PutSecretValue. */
const SENT = /\\?"(?:api_)?access_token\\?":\s?\\?"([^"\\]+)/;

/**
 * Creates an empty record of delays.
 *
 * @param now ms, from any start
 */
export function ownDelays(now: () => number): OwnDelays {
  const pending = new Map<string, { readonly mintedAt: number; answeredAt: number; own: number }>();
  const delays: OwnDelay[] = [];
  return {
    arrived(target, operation, body) {
      const isMint = target.includes('createAPIAccessToken');
      const token = isMint ? undefined : SENT.exec(body)?.[1];
      const followed = token === undefined ? undefined : pending.get(token);
      if (followed !== undefined) followed.own += now() - followed.answeredAt;
      return (responseBody) => {
        const answeredAt = now();
        const minted = isMint ? MINTED.exec(responseBody)?.[1] : undefined;
        if (minted !== undefined) pending.set(minted, { mintedAt: answeredAt, answeredAt, own: 0 });
        if (followed === undefined || token === undefined) return;
        followed.answeredAt = answeredAt;
        if (operation !== 'PutSecretValue') return;
        delays.push({ total: answeredAt - followed.mintedAt, own: followed.own });
        pending.delete(token);
      };
    },
    all: () => delays,
  };
}
