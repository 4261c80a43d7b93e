import type { Clock } from '../functions/integration/ports.ts';
import { MINUTE_MS } from '../functions/time.ts';
import { createAlation, type Alation } from './alation/alation.ts';
import { createAwsClients, type AwsClients, type AwsOptions } from './aws/clients.ts';
import { createPrompts, type Prompts } from './terminal/prompts.ts';
import type { Terminal } from './terminal/terminal.ts';

/**
 * From this clock offset on, the command uses AWS's time instead of this machine's. Smaller offsets may be measuring
 * errors: responses take time, and their `Date` header has whole seconds.
 */
export const MIN_CLOCK_OFFSET_MS = 5 * MINUTE_MS;

/** Input and dependencies of every command. */
export interface Session {
  /** First segment of the secrets' names. */
  readonly prefix: string;
  readonly terminal: Terminal;
  readonly prompts: Prompts;
  readonly clock: Clock;
  readonly alation: Alation;
  /** Creates the clients when they are first needed. Throws `CliError`. */
  aws(): Promise<AwsClients>;
}

/** Creates a session. */
export function createSession(options: {
  readonly prefix: string;
  readonly aws: AwsOptions;
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
}): Session {
  const { prefix, terminal, fetch } = options;
  let clients: Promise<AwsClients> | undefined;
  let connected: readonly AwsClients[keyof AwsClients][] = [];
  const clock: Clock = {
    now: () => {
      // AWS's clock minus this machine's, as the SDK measured it in any response. The times in tags are AWS's.
      const offsets = connected.map(({ config }) => config.systemClockOffset);
      return options.clock.now() + (offsets.find((one) => Math.abs(one) >= MIN_CLOCK_OFFSET_MS) ?? 0);
    },
    sleep: options.clock.sleep,
  };
  const connect = async (): Promise<AwsClients> => {
    const created = await createAwsClients(options.aws);
    connected = Object.values(created);
    return created;
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
