import type { Clock } from '../functions/rotation/ports.ts';
import { createAlation, type Alation } from './alation/alation.ts';
import { createAwsClients, type AwsClients, type AwsOptions } from './aws/clients.ts';
import { createPrompts, type Prompts } from './terminal/prompts.ts';
import type { Terminal } from './terminal/terminal.ts';

/** Clocks that differ by less are taken to agree: answers travel, and tell the time in whole seconds. */
const SKEW_TOLERANCE_MS = 300_000;

/** What every command works with. */
export interface Session {
  /** First segment of the secrets' names. */
  readonly prefix: string;
  readonly terminal: Terminal;
  readonly prompts: Prompts;
  readonly clock: Clock;
  readonly alation: Alation;
  /** Makes the clients when they are first needed. Throws `CliError`. */
  aws(): Promise<AwsClients>;
}

/** Makes a session. */
export function createSession(options: {
  readonly prefix: string;
  readonly aws: AwsOptions;
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
}): Session {
  const { prefix, terminal, fetch } = options;
  let clients: Promise<AwsClients> | undefined;
  let secretsManager: AwsClients['secretsManager'] | undefined;
  const clock: Clock = {
    now: () => {
      // AWS's clock minus ours, as the SDK saw it in the last answer. The times in tags are AWS's.
      const { systemClockOffset = 0 } = secretsManager?.config ?? {};
      return options.clock.now() + (Math.abs(systemClockOffset) < SKEW_TOLERANCE_MS ? 0 : systemClockOffset);
    },
    sleep: options.clock.sleep,
  };
  const connect = async (): Promise<AwsClients> => {
    const made = await createAwsClients(options.aws);
    ({ secretsManager } = made);
    return made;
  };
  return {
    prefix,
    terminal,
    prompts: createPrompts(terminal),
    clock,
    alation: createAlation(fetch, clock),
    aws: () => (clients ??= connect()),
  };
}
