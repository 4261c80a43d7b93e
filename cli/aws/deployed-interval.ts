import { EnvironmentVariable } from '../../functions/contract.ts';
import { defaultPolicy } from '../../functions/integration/policy.ts';
import { MINUTE_MS } from '../../functions/time.ts';
import type { DeployedFunction } from './deployed-function.ts';

/** Ms between two sweeps of the deployed rotator; the default if its environment does not set it. */
export function deployedIntervalMs({ environment }: DeployedFunction): number {
  const minutes = environment[EnvironmentVariable.rotationIntervalMinutes] ?? '';
  return /^[1-9]\d{0,3}$/.test(minutes) ? Number(minutes) * MINUTE_MS : defaultPolicy.intervalMs;
}

/** The `renewalFraction` of the deployed rotator; the default if its environment does not set it. */
export function deployedRenewalFraction({ environment }: DeployedFunction): number {
  const fraction = environment[EnvironmentVariable.renewalFraction] ?? '';
  return /^0\.\d{1,9}$/.test(fraction) ? Number(fraction) : defaultPolicy.renewalFraction;
}
