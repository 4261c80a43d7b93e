import type { Scenario } from '../scenarios.ts';
import type { UnitOfWork } from './bill.ts';
import { sum } from './statistics.ts';

/** The resources that a scenario uses, without the listing. */
function totalOf({ result, counts }: Scenario): UnitOfWork {
  const callsOf = (operation: string) => counts.aws[`secretsmanager.${operation}`] ?? 0;
  const operations = ['DescribeSecret', 'BatchGetSecretValue', 'PutSecretValue', 'TagResource'];
  return {
    secretsManagerCalls: sum(operations.map(callsOf)),
    kmsRequests: callsOf('PutSecretValue') + counts.secretsRead,
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

/** The resources that one rotation uses: the total of a full sweep, divided by its rotations. */
export function rotationUnit(full: Scenario, rotations: number): UnitOfWork {
  return map(totalOf(full), (value) => value / rotations);
}

/** The resources that one probe uses: the total of an ordinary sweep without its rotations, divided by its probes. */
export function probeUnit(
  ordinary: Scenario,
  rotation: UnitOfWork,
  { rotated, probed }: { readonly rotated: number; readonly probed: number },
): UnitOfWork {
  return map(totalOf(ordinary), (value, name) => (value - rotated * rotation[name]) / probed);
}
