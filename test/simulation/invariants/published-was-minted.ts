import { SECOND_MS } from '../../../functions/time.ts';
import type { Invariant, Watched } from './invariant.ts';
import type { Observed } from '../world/observation.ts';

/**
 * Every written document parses, and its header and `base_url` are right. Alation minted its access token for this
 * integration, and its expiry is not too late.
 */
export const publishedWasMinted: Invariant = {
  name: 'every published document parses, and Alation minted its access token',
  watch: (watched, report) => ({
    see(seen) {
      if (seen.kind !== 'put' || seen.result !== 'stored') return;
      const wrong = flawIn(watched, seen);
      if (wrong !== undefined) report(`${seen.integration}: ${wrong}`);
    },
  }),
};

function flawIn({ truth }: Watched, { integration, text }: Observed<'put'>): string | undefined {
  const document = parse(text);
  if (document === undefined) return 'the value is not a JSON object';
  const accessToken = document['access_token'];
  const minted = typeof accessToken === 'string' ? truth.minted.get(accessToken) : undefined;
  if (minted === undefined) return 'Alation never minted this access token';
  if (minted.integration !== integration) return `it was minted for ${minted.integration}`;
  const [name, value] =
    document['token_type'] === 'Bearer'
      ? ['Authorization', `Bearer ${String(accessToken)}`]
      : ['TOKEN', accessToken];
  if (document['header_name'] !== name || document['header_value'] !== value) return 'the header is wrong';
  if (document['base_url'] !== truth.integrations.get(integration)?.plan.baseUrl) return 'wrong base_url';
  const expiresAt = Date.parse(String(document['expires_at']));
  // `exp` of a JWT is in whole seconds, and `expires_in` counts from the request.
  const toleranceMs = document['token_type'] === 'Bearer' ? SECOND_MS : 0;
  return expiresAt < minted.expiresAt + toleranceMs || expiresAt === minted.expiresAt
    ? undefined
    : 'its expiry is later than the real one';
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
