import { forceRotation } from '../aws/force-rotation.ts';
import { requestRotation } from '../aws/request-rotation.ts';
import { CliError, withContext } from '../cli-error.ts';
import { storeCredentials, type StoreCredentialsOptions } from '../credentials/store-credentials.ts';
import type { KnownIntegration } from '../require-integration.ts';
import type { Session } from '../session.ts';
import { commandLine } from '../text/command-line.ts';
import { rotateNow, type RotationOutcome } from './rotate-now.ts';

/** Credentials, and the version on which they are based. */
export type CredentialsToStore = Pick<StoreCredentialsOptions, 'document' | 'base'>;

/** Options of `storeAndRotate`. */
export interface StoreAndRotateOptions {
  readonly store?: CredentialsToStore;
  readonly timeoutMs: number;
  /** Remaining lifetime in ms. If the published access token has it and is active, the rotator mints nothing. */
  readonly minimumRemainingMs?: number | undefined;
  /**
   * Whether to replace even a young access token. With `if-possible` the command sends an event if it cannot invoke the
   * rotator. An active access token that is young then stays.
   * @default - an active access token that is young stays
   */
  readonly force?: 'always' | 'if-possible' | undefined;
  /** What the command did before, as a sentence for an operator who presses Ctrl+C. */
  readonly done?: string;
}

/**
 * Stores credentials, if there are any, then requests a rotation and waits for it with a spinner.
 *
 * @throws CliError if AWS rejects a request
 * @throws Interrupted with the steps done before
 */
export async function storeAndRotate(
  session: Session,
  { clients, secrets, listed }: KnownIntegration,
  { store, timeoutMs, minimumRemainingMs, force, done }: StoreAndRotateOptions,
): Promise<RotationOutcome> {
  const { terminal, clock, prefix } = session;
  const { integration } = listed;
  const status = commandLine(prefix, 'status', integration);
  const rotate = commandLine(prefix, 'rotate', integration);
  const storedVersionId =
    store &&
    (await terminal.during(
      'The command stores the credentials',
      () => storeCredentials({ secrets, clock, ...store }),
      () =>
        `Cancelled while the credentials were being stored. See whether the credentials are stored: ${status}`,
    ));
  let request: 'not sent' | 'being sent' | 'sent' = 'not sent';
  const progress = (): string => {
    const completed = storedVersionId === undefined ? done : 'The credentials are stored.';
    const before = completed === undefined ? 'Cancelled.' : `Cancelled. ${completed}`;
    switch (request) {
      case 'being sent':
        return `${before} It is unknown whether a rotation was requested. To request one: ${rotate}`;
      case 'sent':
        return `${before} The rotator continues with the requested rotation. See its result: ${status}`;
      case 'not sent':
        return storedVersionId === undefined
          ? `${before} No rotation was requested. To request one: ${rotate}`
          : `${before} The next sweep uses the credentials. See the result: ${status}`;
    }
  };
  const demand = { minimumRemainingMs, credentialsVersionId: storedVersionId };
  const byEvent = () => requestRotation(clients.eventBridge, prefix, integration, demand);
  const rotating = (): Promise<RotationOutcome> =>
    rotateNow({
      integration,
      secrets,
      request: async ({ accessToken }) => {
        request = 'being sent';
        if (force === undefined) await byEvent();
        else {
          // The clock of this machine may be behind. The request must be later than the access token that it replaces.
          const at = Math.max(clock.now(), (accessToken?.issuedAt ?? 0) + 1);
          const forced = forceRotation(clients, prefix, integration, at, storedVersionId);
          await (force === 'always' ? forced : forced.catch(byEvent));
        }
        request = 'sent';
      },
      clock,
      timeoutMs,
      storedVersionId,
    });
  try {
    return await terminal.during(
      'The rotator mints, verifies and publishes an access token',
      rotating,
      progress,
    );
  } catch (error) {
    if (!(error instanceof CliError) || storedVersionId === undefined) throw error;
    throw withContext(error, 'The credentials are stored, and the next sweep uses them.');
  }
}
