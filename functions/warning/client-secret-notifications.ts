import { DAY_MS } from '../time.ts';
import { duration, instant } from './duration-text.ts';
import { sentAbout, withCredential } from './notification-state.ts';
import type { Found, Situation } from './situation.ts';

/** Notifies that the client secret of an OAuth client is old, once for each stored client secret. */
export function clientSecretNotifications({ state, sent, now, policy }: Situation): Found {
  const maxAgeMs = policy.clientSecretMaxAgeDays * DAY_MS;
  const old = state.credentials.flatMap(({ name, kind, state: found, storedAt = now }) => {
    const isOld = maxAgeMs > 0 && now - storedAt >= maxAgeMs;
    const isRefused = found === 'rejected' || found === 'forbidden';
    if (kind !== 'oauth-client' || isRefused || !isOld) return [];
    return sentAbout(name, sent).agedStoredAt === storedAt ? [] : [{ name, storedAt }];
  });
  const { expiresAt = now } = state.accessToken ?? {};
  const inTime =
    now >= expiresAt
      ? 'Store the new client secret now.'
      : `Consumers can use the published access token until ${instant(expiresAt)}: store the new client secret before then.`;
  return {
    notifications: old.map(({ name, storedAt }) => ({
      kind: 'client-secret-old',
      severity: 'warning',
      headline: `client secret of "${name}" is old`,
      happened: `the client secret of "${name}" has been in use for ${duration(now - storedAt)}, since ${instant(storedAt)}.`,
      effect: `A new client secret makes the old client secret invalid immediately. ${inTime}`,
      fix: { kind: 'replace', credentials: [{ name, kind: 'oauth-client' }] },
    })),
    record: (before) =>
      old.reduce(
        (recorded, { name, storedAt }) => withCredential(recorded, name, { agedStoredAt: storedAt }),
        before,
      ),
  };
}
