import type { IntegrationNotifications } from '../../../functions/warning/integration-notifications.ts';
import { DAY_MS, HOUR_MS, NOW } from '../rotation/state-fixture.ts';

/** An active refresh token that expires in 6.5 days. */
export const refreshToken = {
  name: 'tableau-a',
  kind: 'refresh-token',
  expiresAt: NOW + 6.5 * DAY_MS,
  expirySource: 'reported',
} as const;

/** An OAuth client, which has no expiry. */
export const oauthClient = {
  name: 'loader',
  kind: 'oauth-client',
  expiresAt: undefined,
  expirySource: undefined,
} as const;

/** The integration of the notifications, with a refresh token and no notification yet. */
export const tableau: IntegrationNotifications = {
  integration: 'tableau',
  owner: 'team-data',
  baseUrl: 'https://acme.alationcloud.com',
  accessTokenExpiresAt: NOW + 5 * HOUR_MS,
  credentialKinds: ['refresh-token'],
  notifications: [],
};
