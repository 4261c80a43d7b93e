import { DAY_MS, HOUR_MS } from '../../functions/time.ts';
import type { IntegrationResult } from './result.ts';

/** A line for each integration: whether reads of its consumer failed, and which credentials the integration has. */
function verdicts(results: readonly IntegrationResult[]): readonly string[] {
  const width = Math.max(...results.map(({ name }) => name.length));
  return results.map(({ name, about, consumerFailures, hoursWithoutActiveToken }) => {
    const isGood = consumerFailures === 0;
    const result = isGood ? '' : `down ${durationText(hoursWithoutActiveToken)}: `;
    return `${isGood ? '✓' : '✗'} ${name.padEnd(width)}  ${result}${about}`;
  });
}

/** `12 h`, and days from two days on. */
function durationText(hours: number): string {
  const days = (hours * HOUR_MS) / DAY_MS;
  return days < 2 ? `${Math.round(hours)} h` : `${Math.round(days)} days`;
}

/** A verdict on each integration, and the effect of two credentials. Each line has at most 80 characters. */
export function conclusion(days: number, results: readonly IntegrationResult[]): readonly string[] {
  const sum = (count: (one: IntegrationResult) => number) =>
    results.reduce((total, one) => total + count(one), 0);
  const [rotations, reads] = [sum((one) => one.rotations), sum((one) => one.consumerReads)];
  const failures = sum(({ consumerFailures }) => consumerFailures);
  const failed = results.filter(({ consumerFailures }) => consumerFailures > 0);
  const isPoint = failed.length > 0 && failed.every(({ credentials }) => credentials === 1);
  return [
    `After ${days} days and ${rotations} rotations: ${failures} of ${reads} consumer reads failed.`,
    '',
    ...verdicts(results),
    ...(isPoint
      ? ['', 'Two credentials: no read failed. Each integration marked ✗ has one credential.']
      : []),
  ];
}
