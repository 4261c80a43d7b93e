import { measureSkew } from '../../functions/alation/lifetime.ts';
import { alationFailure } from '../alation/alation-failure.ts';
import type { Alation } from '../alation/alation.ts';
import { duration } from '../../functions/warning/duration-text.ts';
import { finding, type Finding } from './finding.ts';

/**
 * Checks whether the command reaches an instance, and checks the instance's clock.
 *
 * @throws CliError if it cannot be reached
 */
export async function probeInstance(
  { http, timeoutMs }: Alation,
  baseUrl: string,
): Promise<readonly Finding[]> {
  const { host } = new URL(baseUrl);
  const startedAt = performance.now();
  try {
    const response = await http(
      { baseUrl, method: 'GET', path: '/full_version', mints: false },
      AbortSignal.timeout(timeoutMs),
    );
    const took = Math.round(performance.now() - startedAt);
    const skew = measureSkew(response.headers, response.receivedAt);
    return [
      finding('Alation', 'Reachable', 'ok', `${host} answered in ${took} ms`),
      skew === 0
        ? finding('Alation', 'Clock', 'ok', 'agrees with the clock of this machine')
        : finding(
            'Alation',
            'Clock',
            'warning',
            `${duration(Math.abs(skew))} ${skew > 0 ? 'ahead of' : 'behind'} the clock of this machine`,
            'Find out which clock is wrong. The rotator measures the difference and corrects for it',
          ),
    ];
  } catch (error) {
    throw alationFailure(`The command could not reach ${host}`, error, 'Try again in a moment');
  }
}
