import { EnvironmentVariable } from '../../functions/contract.ts';
import { defaultPolicy } from '../../functions/integration/policy.ts';
import { MINUTE_MS } from '../../functions/time.ts';
import type { DeployedFunction } from './deployed-function.ts';

/** Ms between two sweeps of the deployed rotator; the default if its environment does not set it. */
export function deployedIntervalMs({ environment }: DeployedFunction): number {
  const minutes = environment[EnvironmentVariable.rotationIntervalMinutes] ?? '';
  return /^[1-9]\d{0,3}$/.test(minutes) ? Number(minutes) * MINUTE_MS : defaultPolicy.intervalMs;
}

/**
 * The `nearExpiryFraction` of the deployed stack. If the environment does not set it, the default: half of the
 * fraction of the lifetime that is left when a rotation is due.
 */
export function deployedNearExpiryFraction({ environment }: DeployedFunction): number {
  const renewal =
    fractionOf(environment[EnvironmentVariable.renewalFraction]) ?? defaultPolicy.renewalFraction;
  return fractionOf(environment[EnvironmentVariable.nearExpiryFraction]) ?? (1 - renewal) / 2;
}

function fractionOf(text: string | undefined): number | undefined {
  return text !== undefined && /^0\.\d{1,9}$/.test(text) ? Number(text) : undefined;
}
