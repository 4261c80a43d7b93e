import { deployedIntervalMs } from '../aws/deployed-interval.ts';
import { findStack, type DeployedStack } from '../aws/deployed-stack.ts';
import type { Session } from '../session.ts';
import { checkSecrets } from './check-secrets.ts';
import { checkStack } from './check-stack.ts';
import { findings, type Finding } from './finding.ts';

/** Result of checking AWS. */
export interface AwsCheck {
  readonly findings: readonly Finding[];
  /** Ms between two sweeps; undefined if the stack could not be read. */
  readonly intervalMs: number | undefined;
}

/** Checks secrets, keys, functions, schedules, the last run and the alert topic. */
export async function checkAws(session: Session): Promise<AwsCheck> {
  const { terminal, prefix, clock } = session;
  const clients = await session.aws();
  let stack: DeployedStack | undefined;
  const found = await terminal.during('Checking AWS', () =>
    Promise.all([
      findings('AWS', 'Secrets', () => checkSecrets(clients, prefix, clock)),
      findings('AWS', 'Stack', async () => {
        stack = await findStack(clients, prefix);
        return checkStack(clients, prefix, clock, stack);
      }),
    ]),
  );
  return { findings: found.flat(), intervalMs: stack && deployedIntervalMs(stack.rotator) };
}
