import type { Scenario } from '../scenarios.ts';
import type { UnitOfWork } from './bill.ts';
import { sum } from './statistics.ts';

/** What a scenario took in all, the listing left out. */
function totalOf({ result, counts }: Scenario): UnitOfWork {
  const callsOf = (operation: string) => counts.aws[`secretsmanager.${operation}`] ?? 0;
  const ofIntegrations = ['DescribeSecret', 'BatchGetSecretValue', 'PutSecretValue', 'TagResource'];
  return {
    secretsManagerCalls: sum(ofIntegrations.map(callsOf)),
    // A batch reads both secrets of an integration.
    kmsRequests: callsOf('PutSecretValue') + 2 * callsOf('BatchGetSecretValue'),
    events: counts.events,
    logBytes: result.logBytes,
  };
}

function map(unit: UnitOfWork, change: (value: number, name: keyof UnitOfWork) => number): UnitOfWork {
  return {
    secretsManagerCalls: change(unit.secretsManagerCalls, 'secretsManagerCalls'),
    kmsRequests: change(unit.kmsRequests, 'kmsRequests'),
    events: change(unit.events, 'events'),
    logBytes: change(unit.logBytes, 'logBytes'),
  };
}

/** What one rotation takes: a sweep's total over its rotations. */
export function rotationUnit(sweep: Scenario, rotations: number): UnitOfWork {
  return map(totalOf(sweep), (value) => value / rotations);
}

/** What one probe takes: what is left of an ordinary tick's total without its rotations, over its probes. */
export function probeUnit(
  steady: Scenario,
  rotation: UnitOfWork,
  { rotated, probed }: { readonly rotated: number; readonly probed: number },
): UnitOfWork {
  return map(totalOf(steady), (value, name) => (value - rotated * rotation[name]) / probed);
}
