import { HOUR_MS } from '../../functions/time.ts';
import type { AlationControl } from '../alation/control.ts';
import type { Clock } from '../clock.ts';
import type { StoredRefreshTokens } from './stored-refresh-tokens.ts';

const INTERVAL_MS = 2 * HOUR_MS;

/** Another program that mints from a refresh token of the rotator, such as an old cron job. */
export interface OtherProgram {
  isActive(): boolean;
  /** Begins to mint from this credential: at once, and then every two hours. */
  begin(credential: string): void;
  end(): void;
  /** Mints if the last mint was two hours ago or earlier, until `end`. Call this method after each run. */
  mintIfDue(): void;
}

/** Another program, which does not mint yet. */
export function createOtherProgram(
  alation: Pick<AlationControl, 'createAPIAccessTokenInUi'>,
  { now }: Pick<Clock, 'now'>,
  stored: Pick<StoredRefreshTokens, 'all'>,
): OtherProgram {
  let minting: { readonly credential: string; readonly at: number } | undefined;
  const mintIfDue = (): void => {
    if (minting === undefined || now() < minting.at) return;
    const { credential } = minting;
    minting = { credential, at: now() + INTERVAL_MS };
    const state = stored.all().find((one) => one.credential === credential)?.state;
    if (state?.status === 'ACTIVE') alation.createAPIAccessTokenInUi(state.id);
  };
  return {
    isActive: () => minting !== undefined,
    begin: (credential) => {
      minting = { credential, at: now() };
      mintIfDue();
    },
    end: () => {
      minting = undefined;
    },
    mintIfDue,
  };
}
