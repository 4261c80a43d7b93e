import type { Credential } from '../integration/credential.ts';
import { RotationError, toRotationError } from '../integration/rotation-error.ts';
import { attempt } from './attempt.ts';
import type { Repeated, Rotated } from './attempt.ts';
import { chooseCredentials } from './choose-credentials.ts';
import type { ChosenCredentials } from './choose-credentials.ts';
import type { RotationReason } from './decide.ts';
import type { Findings, RotationDependencies, RotationFacts } from './facts.ts';
import type { Adopted } from './publish.ts';
import { advance, findingsAfter, firstRound } from './rotation-progress.ts';
import type { RotationProgress } from './rotation-progress.ts';
import { serviceLevel } from './service-level.ts';

/** The result of a rotation, with its findings. */
export type RotationResult = { readonly findings: Findings } & (
  | Rotated
  | Adopted
  | Repeated
  /** Alation rejected all chosen credentials, and the omitted credentials must not mint: the published access token stays. */
  | {
      readonly kind: 'issuing-credential-kept';
      /**
       * Whether a probe found the published access token active.
       * @default - it was not probed
       */
      readonly isActive?: boolean;
    }
  | { readonly kind: 'failed'; readonly error: RotationError }
);

/**
 * One rotation: mint, verify, publish, in this order, without other steps that can fail. The rotator waits for the rate
 * limit of writes before the mint, because after the mint consumers may hold an inactive access token. Never throws.
 */
export async function rotate(
  deps: RotationDependencies,
  facts: RotationFacts,
  reason: RotationReason,
  before: Findings,
): Promise<RotationResult> {
  const { clock, policy } = deps;
  const { integration } = facts.listed;
  const mayBeInactive = ({ inDoubt }: Findings) => reason === 'Dead' || inDoubt;
  const levelNow = (findings: Findings) =>
    serviceLevel(facts.published, mayBeInactive(findings), clock.now(), policy);

  let findings = before;
  try {
    const chosen = chooseCredentials(facts, reason, clock.now(), policy);
    await deps.acquireWrite();
    const base = facts.secrets.accessToken;
    let progress = firstRound({ integration, order: chosen.order, findings, base }, levelNow(findings));
    for (;;) {
      const [credential] = progress.left;
      if (credential === undefined) return { ...exhausted(progress, chosen), findings };
      // If the invocation ended right after a mint, consumers would have only a revoked access token.
      if (clock.now() >= facts.until) {
        const error = progress.firstError ?? progress.firstRefusal ?? deadlineTooShort(integration);
        return { kind: 'failed', error, findings };
      }
      const tried = await attempt(deps, facts, credential, {
        level: progress.level,
        mayBeInactive: mayBeInactive(findings),
        issuingIsLeft: isLeft(chosen.issuing, credential, progress),
        base: progress.base,
      });
      findings = findingsAfter(findings, credential, tried);
      if (tried.kind === 'rotated' || tried.kind === 'adopted' || tried.kind === 'repeated') {
        return { ...tried, findings };
      }
      const next = advance({ ...progress, findings }, credential, tried, levelNow(findings));
      if (next instanceof RotationError) return { kind: 'failed', error: next, findings };
      progress = next;
    }
  } catch (thrown) {
    return { kind: 'failed', error: toRotationError(thrown), findings };
  }
}

/** Whether the issuing credential is another credential, and can still mint. */
function isLeft(
  issuing: Credential | undefined,
  credential: Credential,
  { eligible }: RotationProgress,
): boolean {
  return issuing !== credential && eligible.some((one) => one === issuing);
}

/** How a rotation ends when no credential is left to try. */
function exhausted(
  { firstError, firstRefusal, findings, integration }: RotationProgress,
  chosen: ChosenCredentials,
) {
  const error = firstError ?? firstRefusal;
  if (error !== undefined) return { kind: 'failed', error } as const;
  if (chosen.omitsSome) return { kind: 'issuing-credential-kept' } as const;
  return { kind: 'failed', error: allRejected(integration, findings) } as const;
}

function deadlineTooShort(integration: string): RotationError {
  return new RotationError(
    'DeadlineTooShort',
    `too little time was left to mint an access token for ${integration}; a later sweep rotates if a rotation is still due`,
  );
}

function allRejected(integration: string, { rejected }: Findings): RotationError {
  const names = [...rejected].join(', ') || 'all of them';
  return new RotationError(
    'CredentialRejected',
    `Alation rejected the credentials of ${integration} (${names}). Check that each user_id is the user of its refresh ` +
      'token. If it is, create a new refresh token or client secret and store it in the credentials secret. Once a day ' +
      'the rotator checks whether Alation accepts one of these credentials again',
  );
}
