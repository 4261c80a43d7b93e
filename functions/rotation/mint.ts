import type { MintedAccessToken } from '../integration/access-token.ts';
import type { Credential, CredentialKind } from '../integration/credential.ts';
import { mayBeIssuing } from './issuing-credential.ts';
import { passingAtAlation, withRetries } from './retry.ts';
import { RotationError } from '../integration/rotation-error.ts';
import type { RotationErrorCode } from '../integration/rotation-error.ts';
import type { RotationDependencies, RotationFacts } from './facts.ts';

const MINT_ATTEMPTS = 3;

/** A minted access token and where it came from. */
export interface MintResult {
  readonly accessToken: MintedAccessToken;
  readonly credential: Credential;
}

/** How consumers stand while a rotation goes on. */
export interface Standing {
  readonly publishedIsLost: boolean;
  readonly publishedRunsShort: boolean;
}

/** What a rotation has found out or brought about so far; it outlives the error that may end the rotation. */
export interface RotationFindings {
  /** Names of the credentials that Alation rejected. */
  readonly rejected: Set<string>;
  /**
   * Whether the published access token is presumed dead: Alation said so, or a mint from its own credential may have
   * happened.
   */
  publishedInDoubt: boolean;
}

/**
 * Mints from the first of these credentials that Alation accepts. Only a rejected credential is passed over: when
 * Alation is down, the next one would fare no better, and it may be the one that minted the published access token.
 * When that one runs short, a credential that is refused for another reason (its user is blocked) is passed over too.
 * When it is lost, trouble with one kind of credential leads on to the other kind: they have endpoints of their own.
 *
 * @param standing whether consumers have nothing, or soon nothing, to lose, and whether what they have runs short
 * @returns undefined when every one of them was rejected
 * @throws RotationError when Alation gave no usable answer, or `DeadlineTooShort` when no time is left to ask it
 */
export async function mintFromFirstAccepted(
  deps: RotationDependencies,
  facts: RotationFacts,
  credentials: readonly Credential[],
  findings: RotationFindings,
  { publishedIsLost, publishedRunsShort }: Standing,
): Promise<MintResult | undefined> {
  const { mintedBy, credentials: all } = facts;
  const troubled = new Set<CredentialKind>();
  let refusal: RotationError | undefined;
  for (const credential of credentials) {
    if (troubled.has(credential.kind)) continue;
    // A mint that the end of the invocation cuts off would cost consumers the access token they have.
    if (deps.clock.now() >= facts.until) throw refusal ?? tooLate(facts.listed.integration);
    const mayKillPublished = mintedBy !== undefined && mayBeIssuing(credential, mintedBy, all.credentials);
    const noteDoubt = () => {
      if (mayKillPublished) findings.publishedInDoubt = true;
    };
    // While consumers have what they need nothing is urgent enough to risk that the first mint kills the second.
    const except = publishedIsLost || mayKillPublished ? undefined : mayStillHappen;
    try {
      const accessToken = await withRetries(
        () => deps.endpoints.mint(all.baseUrl, credential),
        { attempts: MINT_ATTEMPTS, until: facts.until, passing: passingAtAlation, except },
        deps,
        (error) => {
          if (!isSurelyUnprocessed(error)) noteDoubt();
        },
      );
      noteDoubt();
      return { accessToken, credential };
    } catch (error) {
      if (!(error instanceof RotationError)) throw error;
      if (error.code === 'CredentialRejected') findings.rejected.add(credential.name);
      else if (
        (publishedRunsShort && refusals.has(error.code)) ||
        (publishedIsLost && passingAtAlation.has(error.code))
      ) {
        refusal ??= error;
        if (passingAtAlation.has(error.code)) troubled.add(credential.kind);
      } else throw error;
    }
  }
  if (refusal !== undefined) throw refusal;
  return undefined;
}

/** Refusals that may be about one credential only. */
const refusals: ReadonlySet<RotationErrorCode> = new Set(['AlationForbidden', 'AlationRequestRefused']);

function tooLate(integration: string): RotationError {
  return new RotationError(
    'DeadlineTooShort',
    `too little time was left to mint an access token for ${integration}; the next tick tries again`,
  );
}

/**
 * Failures after which Alation may have minted all the same. A refusal in Alation's own words minted nothing, and
 * neither did a request that was never sent.
 */
const mayHaveMinted: ReadonlySet<RotationErrorCode> = new Set([
  'AlationUnavailable',
  'MintOutcomeUnknown',
  'AlationAnswerMalformed',
]);

function isSurelyUnprocessed(error: unknown): boolean {
  return error instanceof RotationError && (!mayHaveMinted.has(error.code) || error.detail.sent === false);
}

const GATEWAY_STATUSES: ReadonlySet<number | undefined> = new Set([408, 502, 504]);

/**
 * Whether Alation may come to a mint after it was given up, by us or by a gateway in between. It would then kill an
 * access token minted since.
 */
function mayStillHappen({ code, detail }: RotationError): boolean {
  return code === 'MintOutcomeUnknown' || GATEWAY_STATUSES.has(detail.status);
}
