import { lengthText } from '../../picture/time-labels.ts';
import { type IntegrationResult, sums } from './result.ts';

/** The result of a run, for its conclusion. */
export interface Conclusion {
  readonly days: number;
  readonly integrations: readonly IntegrationResult[];
  /** Whether refresh tokens expired with and without a second credential, so that the run shows the effect of two credentials. */
  readonly comparesExpiries: boolean;
}

/**
 * The totals, and a verdict on each integration, with the causes of its downtime if reads failed. Then the effect of two
 * credentials, if the run shows this effect. Each line has at most 80 characters.
 */
export function conclusion({ days, integrations, comparesExpiries }: Conclusion): readonly string[] {
  const { rotations, reads, failures } = sums(integrations);
  const width = Math.max(...integrations.map(({ name }) => name.length));
  const failed = integrations.filter(({ consumerFailures }) => consumerFailures > 0);
  return [
    `After ${days} days and ${rotations} rotations: ${failures} of ${reads} consumer reads failed.`,
    '',
    ...integrations.flatMap((one) => verdict(one, width)),
    ...(comparesExpiries && failed.every(({ credentials }) => credentials === 1)
      ? ['', 'Two credentials: no read failed. Each integration marked ✗ has one credential.']
      : []),
  ];
}

function verdict(result: IntegrationResult, width: number): readonly string[] {
  const { name, about, consumerReads, consumerFailures, downtime } = result;
  if (consumerFailures === 0) return [`✓ ${name.padEnd(width)}  ${about}`];
  return [
    `✗ ${name.padEnd(width)}  ${consumerFailures} of ${consumerReads} reads failed`,
    ...downtime.map(({ cause, minutes }) => `  down ${lengthText(minutes)}: ${cause}`),
  ];
}
