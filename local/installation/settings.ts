import type { RotatorSettings, WarnerSettings } from '../../functions/runtime/environment.ts';
import { EVENT_BUS_NAME, SECRET_PREFIX } from './names.ts';
import { MINUTE_MS, DAY_MS } from '../../functions/time.ts';

/** The rotator's default settings of the stack, with the local Alation as the allowed host. */
export function localRotatorSettings(alationUrl: string): RotatorSettings {
  return {
    secretPrefix: SECRET_PREFIX,
    allowedHosts: [alationUrl],
    rotationIntervalMs: 15 * MINUTE_MS,
    renewalFraction: 0.5,
    probeIntervalMs: 60 * MINUTE_MS,
    refreshTokenLifetimeMs: 60 * DAY_MS,
    writesPerSecond: 40,
    oauthVerification: 'both',
    eventBusName: EVENT_BUS_NAME,
  };
}

/** The warner's default settings of the stack, with the local Alation as the allowed host. */
export function localWarnerSettings(alationUrl: string, alertTopicArn: string): WarnerSettings {
  return {
    secretPrefix: SECRET_PREFIX,
    allowedHosts: [alationUrl],
    warningDays: [14, 7, 3, 1],
    clientSecretMaxAgeDays: 0,
    summary: 'monthly',
    alertTopicArn,
    eventBusName: EVENT_BUS_NAME,
  };
}
