import { parseIntegrationState } from '../../functions/integration/integration-state.ts';
import { hindrances, notDeployed } from '../aws/deployed-function.ts';
import { findRotator } from '../aws/deployed-stack.ts';
import { CliError } from '../cli-error.ts';
import type { KnownIntegration } from '../require-integration.ts';
import type { Session } from '../session.ts';
import { refusalToRotate } from './refusal-to-rotate.ts';
import { rotationFailure } from './rotation-report.ts';

/**
 * Makes sure that the rotator can mint and publish, for a command that first kills what consumers hold: without a
 * rotation after it they would be left with nothing.
 *
 * @throws CliError when the integration is paused or rejected, or there is no rotator that an event starts
 */
export async function requireRotationCanFollow(
  { clock, prefix, terminal }: Session,
  { clients, listed }: KnownIntegration,
): Promise<void> {
  const { integration, credentialsVersionId, tags } = listed;
  const state = parseIntegrationState(tags);
  const now = clock.now();
  const reason = refusalToRotate({ integration, credentialsVersionId, state }, now);
  if (reason !== undefined) {
    throw rotationFailure({ kind: 'not-asked', reason, state }, { prefix, integration, now, timeoutMs: 0 });
  }
  try {
    const [hindrance] = hindrances(await findRotator(clients, prefix));
    if (hindrance !== undefined) throw notDeployed(`The rotator cannot be started: ${hindrance}`);
  } catch (error) {
    // In an emergency a missing right to look must stop nobody who may do what matters.
    if (!(error instanceof CliError) || error.code !== 'AccessDenied') throw error;
    terminal.note(`Whether the rotator can run is not known: ${error.message}.`);
  }
}
