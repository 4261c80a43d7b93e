import type { Credential } from '../integration/credential.ts';
import type { CredentialInspection } from '../integration/ports.ts';
import { RotationError } from '../integration/rotation-error.ts';
import type { RotationErrorCode } from '../integration/rotation-error.ts';
import { rejectedAt } from './choose-credentials.ts';
import type { RotationDependencies, RotationFacts } from './facts.ts';
import type { Done } from './outcome.ts';

/** Results of inspections, by name of the credential. A failed inspection is missing. */
export type Inspections = ReadonlyMap<string, CredentialInspection>;

/** After these failures a further inspection would only prolong the sweep. */
const endsInspection: ReadonlySet<RotationErrorCode> = new Set(['AlationUnavailable', 'AlationThrottled']);

/**
 * Reads the expiry of refresh tokens from Alation. After an access token was published or adopted, or the issuing credential
 * was kept, the function inspects all refresh tokens. After a probe that found the access token active, it inspects the
 * refresh tokens without a reported expiry. If the access token is unverified in the tags, it inspects all refresh tokens.
 * After other outcomes it inspects nothing. It never inspects rejected credentials or OAuth clients.
 *
 * The inspection is best effort and follows publishing. The results are advisory: only a mint decides whether a
 * credential is rejected.
 */
export async function inspectCredentials(
  { endpoints, clock }: Pick<RotationDependencies, 'endpoints' | 'clock'>,
  facts: RotationFacts,
  done: Done,
): Promise<Inspections> {
  const { baseUrl } = facts.credentials;
  const isRejected = rejectedBy(facts, done);
  const inspections = new Map<string, CredentialInspection>();
  for (const credential of toInspect(facts, done)) {
    if (credential.kind === 'oauth-client' || isRejected(credential)) continue;
    if (clock.now() >= facts.until) break;
    try {
      inspections.set(credential.name, await endpoints.inspect(baseUrl, credential));
    } catch (error) {
      if (!(error instanceof RotationError)) throw error;
      if (endsInspection.has(error.code)) break;
    }
  }
  return inspections;
}

/**
 * Returns the outcome. But if the issuing credential must not mint and Alation refuses every credential, returns a failure:
 * then no credential can mint the next access token.
 */
export function failedIfAllRefused(facts: RotationFacts, done: Done, inspections: Inspections): Done {
  if (done.kind !== 'issuing-credential-kept') return done;
  const isRejected = rejectedBy(facts, done);
  const isRefused = facts.credentials.credentials.every(
    (credential) => isRejected(credential) || inspections.get(credential.name)?.state === 'refused',
  );
  return isRefused
    ? { kind: 'failed', error: allRefused(facts.listed.integration), findings: done.findings }
    : done;
}

function toInspect(
  { credentials: { credentials }, state }: RotationFacts,
  done: Done,
): readonly Credential[] {
  switch (done.kind) {
    case 'rotated':
    case 'adopted':
    case 'issuing-credential-kept':
      return credentials;
    case 'probed':
      // The rotation that published the access token may have crashed before it saved the expiries.
      if (state.accessToken?.verified === false) return credentials;
      return credentials.filter(
        ({ name }) => state.credentials.find((known) => known.name === name)?.expirySource !== 'reported',
      );
    default:
      return [];
  }
}

function rejectedBy({ state, secrets }: RotationFacts, { findings }: Done) {
  const earlier = rejectedAt(state.credentials, secrets.credentials.versionId);
  return ({ name }: Credential): boolean => findings.rejected.has(name) || earlier.has(name);
}

function allRefused(integration: string): RotationError {
  return new RotationError(
    'CredentialRejected',
    `Alation rejects every credential of ${integration}. The published access token stays. Create a new refresh token or ` +
      'client secret, and store it in the credentials secret before that access token expires',
  );
}
