import { startProblems, type DeployedFunction } from '../aws/deployed-function.ts';
import type { DeployedStack } from '../aws/deployed-stack.ts';
import type { Session } from '../session.ts';
import { checkAlerts } from './check-alerts.ts';
import { checkLastRun } from './check-last-run.ts';
import { checkSchedules } from './check-schedules.ts';
import { DEPLOY, finding, findings, type Finding } from './finding.ts';

/** Checks that the functions can run, their schedules are enabled, the rotator has run, and alerts have recipients. */
export async function checkStack(session: Session, stack: DeployedStack): Promise<readonly Finding[]> {
  const { prefix, clock } = session;
  const clients = await session.aws();
  const checked = await Promise.all([
    findings('AWS', 'Schedules', () => checkSchedules(clients, prefix, stack)),
    findings('AWS', 'Last run', () => checkLastRun(clients, stack, clock)),
    findings('AWS', 'Alerts', () => checkAlerts(session, stack)),
  ]);
  return [
    ...checkFunction('Rotator', stack.rotator),
    ...checkFunction('Warner', stack.warner),
    ...checked.flat(),
  ];
}

function checkFunction(what: string, deployed: DeployedFunction): readonly Finding[] {
  const { name, lastUpdateStatus } = deployed;
  const wrong = [
    ...startProblems(deployed),
    ...(lastUpdateStatus === 'Failed' ? [`the last update of ${name} failed`] : []),
  ];
  return wrong.length > 0
    ? wrong.map((says) => finding('AWS', what, 'problem', says, DEPLOY))
    : [finding('AWS', what, 'ok', `${name} can run`)];
}
