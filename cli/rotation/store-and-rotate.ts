import { requestRotation } from '../aws/request-rotation.ts';
import { CliError, withMore } from '../cli-error.ts';
import { storeCredentials, type StoreCredentialsOptions } from '../credentials/store-credentials.ts';
import type { KnownIntegration } from '../require-integration.ts';
import type { Session } from '../session.ts';
import { commandLine } from '../text/command-line.ts';
import { rotateNow, type RotationAnswer } from './rotate-now.ts';

/** Credentials, and the version of them that they were made from. */
export type CredentialsToStore = Pick<StoreCredentialsOptions, 'document' | 'base'>;

/** What to store, how long to wait, and what is done already. */
export interface StoreAndRotateOptions {
  readonly store?: CredentialsToStore;
  readonly timeoutMs: number;
  /** For whoever presses Ctrl+C meanwhile, as a sentence. */
  readonly done?: string;
}

/**
 * Asks for a rotation of an integration, after storing credentials where there are any, and waits with a spinner.
 *
 * @throws CliError when AWS refuses
 * @throws Interrupted with what is done by then
 */
export async function storeAndRotate(
  session: Session,
  { clients, secrets, listed }: KnownIntegration,
  { store, timeoutMs, done }: StoreAndRotateOptions,
): Promise<RotationAnswer> {
  const { terminal, clock, prefix } = session;
  const { integration } = listed;
  const status = commandLine(prefix, 'status', integration);
  const storedVersionId =
    store &&
    (await terminal.during(
      'The credentials are stored',
      () => storeCredentials({ secrets, clock, ...store }),
      () => `Cancelled while the credentials were being stored; see whether they are: ${status}`,
    ));
  let request: 'not yet' | 'on its way' | 'requested' = 'not yet';
  const interrupted = (): string => {
    const isDone = storedVersionId === undefined ? done : 'The credentials are stored.';
    const before = isDone === undefined ? 'Cancelled.' : `Cancelled. ${isDone}`;
    if (request === 'on its way') {
      return `${before} Whether a rotation was requested is not known: ${commandLine(prefix, 'rotate', integration)}`;
    }
    if (request === 'requested')
      return `${before} The rotation is requested and goes on without this command: ${status}`;
    return storedVersionId === undefined
      ? `${before} No rotation is requested yet: ${commandLine(prefix, 'rotate', integration)}`
      : `${before} The next tick uses them: ${status}`;
  };
  const rotating = (): Promise<RotationAnswer> =>
    rotateNow({
      integration,
      secrets,
      request: async () => {
        request = 'on its way';
        await requestRotation(clients.eventBridge, prefix, integration);
        request = 'requested';
      },
      clock,
      timeoutMs,
      storedVersionId,
    });
  try {
    return await terminal.during(
      'The rotator mints, verifies and publishes an access token',
      rotating,
      interrupted,
    );
  } catch (error) {
    if (!(error instanceof CliError) || storedVersionId === undefined) throw error;
    throw withMore(error, 'The credentials are stored, and the next tick uses them.');
  }
}
