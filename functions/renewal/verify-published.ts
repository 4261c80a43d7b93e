import type { AccessTokenFlaw } from '../integration/access-token.ts';
import type { RenewalDependencies, RenewalFacts } from './renewal-context.ts';

/**
 * Verifies the published access token; undefined if Alation does not answer, or if the access token or its issuing
 * credential is missing. Never throws.
 */
export async function verifyPublished(
  { endpoints }: Pick<RenewalDependencies, 'endpoints'>,
  { published, credentials: { baseUrl, credentials } }: Pick<RenewalFacts, 'published' | 'credentials'>,
): Promise<'active' | 'inactive' | AccessTokenFlaw | undefined> {
  const issuing = credentials.find(({ name }) => name === published?.credential);
  if (published === undefined || issuing === undefined) return undefined;
  return endpoints.verify(baseUrl, published, issuing).catch(() => undefined);
}
