import type { Sensitive } from '../../functions/rotation/sensitive.ts';
import { requestRotation } from '../aws/request-rotation.ts';
import { CliError, withMore } from '../cli-error.ts';
import type { KnownIntegration } from '../require-integration.ts';
import type { Session } from '../session.ts';
import { rotateNow, type RotationAnswer } from './rotate-now.ts';

/**
 * Asks for a rotation of an integration, after storing credentials where there are any, and waits with a spinner.
 *
 * @throws CliError when AWS refuses
 */
export async function storeAndRotate(
  session: Session,
  { clients, secrets, listed }: KnownIntegration,
  options: { readonly document?: Sensitive; readonly timeoutMs: number },
): Promise<RotationAnswer> {
  const { terminal, clock, prefix } = session;
  const { document, timeoutMs } = options;
  const { integration, credentialsVersionId } = listed;
  const storedVersionId =
    document === undefined ? undefined : await secrets.storeCredentials(document, credentialsVersionId);
  try {
    return await terminal.during('The rotator mints, verifies and publishes an access token', () =>
      rotateNow({
        integration,
        secrets,
        request: () => requestRotation(clients.eventBridge, prefix, integration),
        clock,
        timeoutMs,
        storedVersionId,
      }),
    );
  } catch (error) {
    if (!(error instanceof CliError) || storedVersionId === undefined) throw error;
    throw withMore(error, 'The credentials are stored, and the next tick uses them.');
  }
}
