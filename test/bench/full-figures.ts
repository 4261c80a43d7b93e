import type { FullFigures } from '../../bench/figures/size-figures.ts';

/** A full sweep of 10,000 integrations within all limits. */
export const full: FullFigures = {
  invocations: 1,
  seconds: 251,
  elapsedSeconds: 251,
  efficiency: 0.996,
  rotated: 10_000,
  notRotated: 0,
  rotatedTwice: 0,
  inactive: 0,
  throttled: 0,
  awsCallsPerRotation: 4.11,
  awsCallsPerRotationByOperation: { 'secretsmanager.PutSecretValue': 1 },
  alationCallsPerRotation: 4,
  publicationDelayMs: { p50: 320, p99: 320 },
  cpuMsPerRotation: 2.5,
};
