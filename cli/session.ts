import type { Clock } from '../functions/rotation/ports.ts';
import { createAlation, type Alation } from './alation/alation.ts';
import { createAwsClients, type AwsClients, type AwsOptions } from './aws/clients.ts';
import { createPrompts, type Prompts } from './terminal/prompts.ts';
import type { Terminal } from './terminal/terminal.ts';

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
  const { prefix, terminal, clock, fetch } = options;
  let clients: Promise<AwsClients> | undefined;
  return {
    prefix,
    terminal,
    prompts: createPrompts(terminal),
    clock,
    alation: createAlation(fetch, clock),
    aws: () => (clients ??= createAwsClients(options.aws)),
  };
}
