import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { DetailType } from '../../functions/contract.ts';
import type { AlationControl } from '../alation/control.ts';
import type { BusEvent } from '../aws/events/event-store.ts';
import { accessTokenSecret } from '../installation/names.ts';
import { dayOf } from './timeline.ts';

/** A warning: the day of the run, and the stage (days before expiry, or `expired`). */
export interface SentWarning {
  readonly day: number;
  readonly stage: number | 'expired';
  readonly credential: string;
}

/** Counts of one integration. */
export interface Counts {
  readonly rotations: number;
  /** Refresh tokens that the rotator renewed. */
  readonly renewals: number;
  readonly warnings: readonly SentWarning[];
}

/** Counts the rotations, renewals and warnings of one integration, and verifies its published access token. */
export interface Monitor {
  /** Counts an event on the bus; returns the warning in it, if any. */
  countEvent(event: BusEvent, at: number): SentWarning | undefined;
  /** Whether Alation accepts the published access token. */
  isTokenActive(): Promise<boolean>;
  counts(): Counts;
}

const warned = z.object({
  credential: z.string(),
  stage: z._default(z.union([z.number(), z.literal('expired')]), 'expired'),
});
const published = z.object({ access_token: z.string() });

/** A monitor of one integration since `startMs`. */
export function createMonitor(
  integration: string,
  startMs: number,
  deps: { readonly alation: AlationControl; readonly secretsManager: SecretsManagerClient },
): Monitor {
  let rotations = 0;
  let renewals = 0;
  const warnings: SentWarning[] = [];
  let current = '';
  let isStale = true;

  return {
    countEvent: ({ 'detail-type': detailType, detail }, at) => {
      if (detailType === DetailType.rotated) {
        rotations += 1;
        isStale = true;
        return undefined;
      }
      if (detailType === DetailType.refreshTokenRenewed) renewals += 1;
      if (detailType !== DetailType.refreshTokenExpiring && detailType !== DetailType.refreshTokenExpired)
        return undefined;
      const { credential, stage } = warned.parse(detail);
      const warning: SentWarning = { day: dayOf(startMs, at), stage, credential };
      warnings.push(warning);
      return warning;
    },
    isTokenActive: async () => {
      if (isStale) {
        const { SecretString } = await deps.secretsManager.send(
          new GetSecretValueCommand({ SecretId: accessTokenSecret(integration) }),
        );
        current = published.parse(JSON.parse(SecretString ?? '')).access_token;
        isStale = false;
      }
      return deps.alation.isAccessTokenActive(current);
    },
    counts: () => ({ rotations, renewals, warnings }),
  };
}
