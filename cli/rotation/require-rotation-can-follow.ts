import { readIntegrationState } from '../../functions/integration/plausible-state.ts';
import { startProblems } from '../aws/deployed-function.ts';
import { notDeployed } from '../aws/not-deployed.ts';
import { findRotator } from '../aws/deployed-stack.ts';
import { CliError } from '../cli-error.ts';
import type { KnownIntegration } from '../require-integration.ts';
import type { Session } from '../session.ts';
import { refusalToRotate } from './refusal-to-rotate.ts';
import { rotationFailure } from './rotation-failure.ts';

/**
 * Makes sure that the rotator can publish a new access token, before a command makes the published access token
 * inactive.
 *
 * @throws CliError if the rotator would ignore a request, for example for a paused integration, or no event can start it
 */
export async function requireRotationCanFollow(
  { clock, prefix, terminal }: Session,
  { clients, listed }: KnownIntegration,
): Promise<void> {
  const { integration, credentialsVersionId, tags } = listed;
  const now = clock.now();
  const state = readIntegrationState(tags, now);
  const reason = refusalToRotate({ integration, credentialsVersionId, state }, now);
  if (reason !== undefined) {
    throw rotationFailure(
      { kind: 'not-requested', reason, state },
      { prefix, integration, now, timeoutMs: 0 },
    );
  }
  try {
    const [problem] = startProblems(await findRotator(clients, prefix));
    if (problem !== undefined) throw notDeployed(`Nothing can start the rotator: ${problem}`);
  } catch (error) {
    // A missing permission to read must not stop an operator in an emergency.
    if (!(error instanceof CliError) || error.code !== 'AccessDenied') throw error;
    terminal.note(`It is unknown whether the rotator can run: ${error.message}.`);
  }
}
