import { DAY_MS } from '../../../functions/time.ts';
import { taggedState } from '../world/tagged-state.ts';
import type { IntegrationTruth } from '../world/truth.ts';
import { isAged, mayReplaceFirstAccessToken } from './due.ts';
import type { Invariant, Watched } from './invariant.ts';

/** The earliest renewal, as a fraction of the lifetime that has passed. */
const EARLIEST = 0.3;

/**
 * The rotator asks Alation to renew a refresh token only with `renewRefreshTokens`, once a day at most, late enough in its
 * lifetime, and when a rotation by schedule mints from it next: it is not the issuing credential, the published access
 * token is active and due for rotation, and another credential is the reserve. Each condition must be true when the
 * invocation read the state, or at the request.
 */
export const renewedBeforeItsMint: Invariant = {
  name: 'a refresh token is renewed only before the next mint from it, and only with a reserve',
  watch(watched, report) {
    const { truth, scheduler, coverage } = watched;
    const dueWhenSeen = new Set<string>();
    const verifiedActive = new Set<string>();
    /** The secret that minted the access token that an invocation read last. A second rotator may publish after that. */
    const issuingWhenRead = new Map<string, string>();
    const requests = new Map<number, number | undefined>();
    const triedAt = new Map<string, number>();
    return {
      see(seen) {
        switch (seen.kind) {
          case 'started':
            requests.set(seen.invocation, seen.requestedAt);
            return;
          case 'described':
          case 'read': {
            const one = truth.integrations.get(seen.integration);
            const key = `${seen.invocation} ${seen.integration}`;
            if (one !== undefined && (seen.isStale || isDue(watched, one))) dueWhenSeen.add(key);
            if (seen.kind === 'read' && !seen.isStale)
              issuingWhenRead.set(key, truth.minted.get(one?.published?.accessToken ?? '')?.secret ?? '');
            return;
          }
          case 'verified':
            if (seen.answer === 'active') verifiedActive.add(`${seen.invocation} ${seen.integration}`);
            return;
          case 'regenerate-requested': {
            const { invocation, integration, secret } = seen;
            const key = `${invocation} ${integration}`;
            const one = truth.integrations.get(integration);
            if (one === undefined) return;
            coverage.count('renewals of refresh tokens');
            const wrong =
              wrongWith(watched, one, secret, issuingWhenRead.get(key) ?? '') ??
              (requests.get(invocation) === undefined ? undefined : 'an operator requested the rotation') ??
              (dueWhenSeen.has(key) || isDue(watched, one) ? undefined : 'no rotation is due') ??
              (verifiedActive.has(key) ? undefined : 'the published access token was not verified') ??
              (scheduler.now() - (triedAt.get(integration) ?? -Infinity) < DAY_MS
                ? 'it is the second renewal within a day'
                : undefined);
            if (wrong !== undefined) report(`${integration}: ${wrong}`);
            triedAt.set(integration, scheduler.now());
            return;
          }
          case 'act':
            // Only the tags hold the time of the last renewal.
            if (seen.act === 'lose-tags') triedAt.delete(seen.integration);
            return;
          default:
        }
      },
    };
  },
};

function isDue(watched: Watched, one: IntegrationTruth): boolean {
  return isAged(watched, one) || mayReplaceFirstAccessToken(watched, one);
}

function wrongWith(
  { truth, store, scheduler }: Watched,
  one: IntegrationTruth,
  secret: string,
  issuing: string,
): string | undefined {
  const { plan, credentials = [] } = one;
  if (plan.renews !== true) return 'the rotator must not renew its refresh tokens';
  if (one.paused) return 'it is paused';
  if (truth.isSameGrant(issuing, secret)) return 'it is the issuing credential';
  const own = credentials.find((credential) => credential.secret === secret);
  const remaining = (own?.expiresAt ?? Infinity) - scheduler.now();
  if (own !== undefined && remaining > (1 - EARLIEST) * plan.refreshTokenLifetimeMs)
    return 'the refresh token is too young';
  const others = taggedState(store, one.name).credentials.filter(({ name }) => name !== own?.name);
  return others.some(({ state }) => state === 'active') ? undefined : 'no other credential is the reserve';
}
