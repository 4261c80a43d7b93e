import { EnvironmentVariable } from '../../functions/contract.ts';
import { defaultPolicy } from '../../functions/integration/policy.ts';
import type { DeployedFunction } from './deployed-function.ts';

/** Ms between two ticks of the deployed rotator; the default where its environment does not tell. */
export function deployedIntervalMs({ environment }: DeployedFunction): number {
  const minutes = environment[EnvironmentVariable.rotationIntervalMinutes] ?? '';
  return /^[1-9]\d{0,3}$/.test(minutes) ? Number(minutes) * 60_000 : defaultPolicy.intervalMs;
}
