import { deployedIntervalMs, deployedNearExpiryFraction } from '../aws/deployed-settings.ts';
import { findStack, type DeployedStack } from '../aws/deployed-stack.ts';
import { listSecrets, type ListedSecret } from '../aws/list-integrations.ts';
import type { Session } from '../session.ts';
import { checkRemainingLifetimes } from './check-remaining-lifetimes.ts';
import { checkSecrets } from './check-secrets.ts';
import { checkStack } from './check-stack.ts';
import { findings, type Finding } from './finding.ts';

/** Result of checking AWS. */
export interface AwsCheck {
  readonly findings: readonly Finding[];
  /** Ms between two sweeps; undefined if the stack could not be read. */
  readonly intervalMs: number | undefined;
}

/**
 * Checks the secrets with their integrations and policies, keys, functions, schedules, the last run, the alerts, and the
 * remaining lifetimes of access tokens.
 */
export async function checkAws(session: Session): Promise<AwsCheck> {
  const { terminal, prefix, clock } = session;
  const clients = await session.aws();
  let stack: DeployedStack | undefined;
  let secrets: readonly ListedSecret[] = [];
  const found = await terminal.during('Checking AWS', () =>
    Promise.all([
      findings('AWS', 'Secrets', async () => {
        secrets = await listSecrets(clients.secretsManager, prefix);
        return checkSecrets(clients, prefix, secrets, clock.now());
      }),
      findings('AWS', 'Stack', async () => {
        stack = await findStack(clients, prefix);
        return checkStack(session, stack);
      }),
    ]),
  );
  if (stack === undefined) return { findings: found.flat(), intervalMs: undefined };
  const integrations = secrets.flatMap(({ listed }) => listed ?? []);
  const intervalMs = deployedIntervalMs(stack.rotator);
  const nearExpiryFraction = deployedNearExpiryFraction(stack.rotator);
  const lifetimes = checkRemainingLifetimes(integrations, { nearExpiryFraction, intervalMs }, clock.now());
  return { findings: [...found.flat(), ...lifetimes], intervalMs };
}
