import { HOUR_MS } from '../../functions/time.ts';
import type { AlationControl } from '../alation/control.ts';
import type { Clock } from '../clock.ts';

const INTERVAL_MS = 2 * HOUR_MS;

/** Another program that mints from the same refresh token, such as an old cron job. */
export interface OtherProgram {
  isActive(): boolean;
  /** Begins or ends its mints. It mints at once, and then every two hours. */
  activate(on: boolean): void;
  /** Mints if it is time. Call it after each run. */
  mintIfDue(): void;
}

/**
 * Another program, which does not mint yet.
 *
 * @param name name of the refresh token in Alation
 */
export function createOtherProgram(
  alation: Pick<AlationControl, 'refreshTokens' | 'createAPIAccessTokenInUi'>,
  { now }: Pick<Clock, 'now'>,
  name: string,
): OtherProgram {
  let mintsAt = Infinity;
  const mintIfDue = (): void => {
    if (now() < mintsAt) return;
    mintsAt = now() + INTERVAL_MS;
    const refreshToken = alation.refreshTokens().findLast((one) => one.name === name);
    if (refreshToken?.status === 'ACTIVE') alation.createAPIAccessTokenInUi(refreshToken.id);
  };
  return {
    isActive: () => mintsAt < Infinity,
    activate: (on) => {
      mintsAt = on ? now() : Infinity;
      mintIfDue();
    },
    mintIfDue,
  };
}
