import type { Clock } from '../../functions/integration/ports.ts';
import { HOUR_MS, MINUTE_MS } from '../../functions/time.ts';
import type { AwsClients } from '../aws/clients.ts';
import { deployedIntervalMs } from '../aws/deployed-settings.ts';
import type { DeployedStack } from '../aws/deployed-stack.ts';
import { readLog } from '../aws/read-log.ts';
import { CliError } from '../cli-error.ts';
import { fromNow } from '../../functions/warning/duration-text.ts';
import { finding, type Finding } from './finding.ts';

/** Checks that the rotator has run within the last three sweep intervals. */
export async function checkLastRun(
  { logs }: AwsClients,
  { rotator }: DeployedStack,
  clock: Clock,
): Promise<readonly Finding[]> {
  const span = 3 * deployedIntervalMs(rotator);
  const now = clock.now();
  const { lines } = await readLog(logs, {
    logGroup: rotator.logGroup,
    events: ['SweepEnded'],
    since: now - Math.max(span, HOUR_MS),
    limit: 1,
  }).catch((error: unknown) => {
    // A log group that was deleted shows no run.
    if (error instanceof CliError && error.code === 'NotFound') return { lines: [] };
    throw error;
  });
  const [last] = lines;
  if (last !== undefined && now - last.time <= span) {
    return [finding('AWS', 'Last run', 'ok', `the rotator ran ${fromNow(last.time, now)}`)];
  }
  return [
    finding(
      'AWS',
      'Last run',
      'problem',
      `the rotator has not run for ${span / MINUTE_MS} min, three sweep intervals`,
      'Find out why the rotator does not run (docs/runbook.md, RotationNotRunning)',
    ),
  ];
}
