import type { AccessToken } from './access-token.ts';
import type { AccessTokenClient } from './access-token-client.ts';

/** Calls Alation at a path such as `/integration/v1/userinfo/`. */
export type AlationFetch = (path: string | URL, init?: RequestInit) => Promise<Response>;

/**
 * `fetch` with the current access token. After a refusal (401, or 403 of an inactive access token) it waits for a new
 * access token and retries once. A stream can be sent only once, so a call with a stream as its body
 * is not retried.
 *
 * It follows no redirect, because the new request would carry the access token. It throws for a redirect. With
 * `redirect: 'manual'` it returns the redirect as the response.
 *
 * It throws a TypeError for another host, and an AccessTokenError if there is no unexpired access token.
 */
export function alationFetch(
  accessTokens: Pick<AccessTokenClient, 'get' | 'invalidate'>,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): AlationFetch {
  return async (path, init = {}) => {
    const send = async (accessToken: AccessToken): Promise<Response> => {
      const headers = new Headers(init.headers);
      for (const [name, value] of Object.entries(accessToken.headers)) headers.set(name, value);
      const redirect = init.redirect === 'manual' ? 'manual' : 'error';
      return fetch(addressOf(path, accessToken), { ...init, headers, redirect });
    };
    const accessToken = await accessTokens.get();
    const response = await send(accessToken);
    if (response.status !== 401 && response.status !== 403) return response;
    if (init.body instanceof ReadableStream) return response;
    // A 403 may also mean that the user lacks a permission. A new access token does not help then.
    if (response.status === 403 && (await isActive(accessToken, fetch, init.signal))) return response;
    if (!(await accessTokens.invalidate(accessToken))) return response;
    await response.body?.cancel();
    return send(await accessTokens.get());
  };
}

function addressOf(path: string | URL, { baseUrl }: AccessToken): URL {
  const address = new URL(path, baseUrl);
  if (address.origin === new URL(baseUrl).origin) return address;
  throw new TypeError(`The access token is for ${baseUrl}, and not for ${address.origin}`);
}

/** Whether Alation accepts the access token. Every user may call `userinfo`. */
async function isActive(
  { baseUrl, headers }: AccessToken,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal | null = null,
): Promise<boolean> {
  try {
    const address = `${baseUrl}/integration/v1/userinfo/`;
    const response = await fetch(address, { headers, redirect: 'manual', signal });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
