import { requestRotation } from '../aws/request-rotation.ts';
import { CliError, withMore } from '../cli-error.ts';
import { storeCredentials, type StoreCredentialsOptions } from '../credentials/store-credentials.ts';
import type { KnownIntegration } from '../require-integration.ts';
import type { Session } from '../session.ts';
import { rotateNow, type RotationAnswer } from './rotate-now.ts';

/** Credentials, and the version of them that they were made from. */
export type CredentialsToStore = Pick<StoreCredentialsOptions, 'document' | 'base'>;

/**
 * Asks for a rotation of an integration, after storing credentials where there are any, and waits with a spinner.
 *
 * @throws CliError when AWS refuses
 */
export async function storeAndRotate(
  session: Session,
  { clients, secrets, listed }: KnownIntegration,
  options: { readonly store?: CredentialsToStore; readonly timeoutMs: number },
): Promise<RotationAnswer> {
  const { terminal, clock, prefix } = session;
  const { store, timeoutMs } = options;
  const { integration } = listed;
  const storedVersionId =
    store === undefined ? undefined : await storeCredentials({ secrets, clock, ...store });
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
