import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { DetailType } from '../../functions/contract.ts';
import type { LocalAlation } from '../alation/server.ts';
import type { BusEvent } from '../aws/events/event-store.ts';
import { accessTokenSecret } from '../installation/names.ts';
import { dayOf } from './timeline.ts';

/** A warning that went out: on which day of the run, and of which stage (days before expiry, or `expired`). */
export interface SentWarning {
  readonly day: number;
  readonly stage: number | 'expired';
  readonly credential: string;
}

/** What was seen of one integration from outside. */
export interface Watched {
  readonly rotations: number;
  readonly hoursWithoutLiveToken: number;
  readonly warnings: readonly SentWarning[];
}

/** Watches an integration as only somebody can who sees both into Secrets Manager and into Alation. */
export interface Watcher {
  /** Takes note of an event on the bus; returns a warning that it tells of. */
  see(event: BusEvent, at: number): SentWarning | undefined;
  /** Looks whether what is published would be let in, and counts that many hours if not. */
  look(hours: number): Promise<void>;
  result(): Watched;
}

const warned = z.object({
  credential: z.string(),
  stage: z._default(z.union([z.number(), z.literal('expired')]), 'expired'),
});
const published = z.object({ access_token: z.string() });

/** A watcher of one integration since `startMs`. */
export function createWatcher(
  integration: string,
  startMs: number,
  deps: { readonly alation: LocalAlation; readonly secretsManager: SecretsManagerClient },
): Watcher {
  let rotations = 0;
  let hoursWithoutLiveToken = 0;
  const warnings: SentWarning[] = [];
  let current = '';
  let isStale = true;

  return {
    see: ({ 'detail-type': detailType, detail }, at) => {
      if (detailType === DetailType.rotated) {
        rotations += 1;
        isStale = true;
        return undefined;
      }
      if (detailType !== DetailType.refreshTokenExpiring && detailType !== DetailType.refreshTokenExpired)
        return undefined;
      const { credential, stage } = warned.parse(detail);
      const warning: SentWarning = { day: dayOf(startMs, at), stage, credential };
      warnings.push(warning);
      return warning;
    },
    look: async (hours) => {
      if (isStale) {
        const { SecretString } = await deps.secretsManager.send(
          new GetSecretValueCommand({ SecretId: accessTokenSecret(integration) }),
        );
        current = published.parse(JSON.parse(SecretString ?? '')).access_token;
        isStale = false;
      }
      if (!deps.alation.accessTokenIsLive(current)) hoursWithoutLiveToken += hours;
    },
    result: () => ({ rotations, hoursWithoutLiveToken, warnings }),
  };
}
