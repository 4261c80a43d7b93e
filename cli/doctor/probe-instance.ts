import { measureSkew } from '../../functions/alation/lifetime.ts';
import { alationFailure } from '../alation/alation-failure.ts';
import type { Alation } from '../alation/alation.ts';
import { duration } from '../../functions/warning/duration-text.ts';
import { finding, type Finding } from './finding.ts';

/**
 * Whether an instance is reached, and how its clock compares.
 *
 * @throws CliError when it is not reached
 */
export async function probeInstance(
  { http, timeoutMs }: Alation,
  baseUrl: string,
): Promise<readonly Finding[]> {
  const { host } = new URL(baseUrl);
  const startedAt = performance.now();
  try {
    const answer = await http(
      { baseUrl, method: 'GET', path: '/full_version', mints: false },
      AbortSignal.timeout(timeoutMs),
    );
    const took = Math.round(performance.now() - startedAt);
    const skew = measureSkew(answer.headers, answer.receivedAt);
    return [
      finding('Alation', 'Reachable', 'ok', `${host} answered in ${took} ms`),
      skew === 0
        ? finding('Alation', 'Clock', 'ok', 'agrees with the one of this machine')
        : finding(
            'Alation',
            'Clock',
            'warning',
            `${duration(Math.abs(skew))} ${skew > 0 ? 'ahead of' : 'behind'} the one of this machine`,
            'The rotator measures and corrects this; find out which clock is wrong',
          ),
    ];
  } catch (error) {
    throw alationFailure(`${host} cannot be reached`, error, 'Try again in a moment');
  }
}
