import { Tag } from '../../../functions/contract.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../functions/time.ts';
import type { Act } from '../scenario/scenario.ts';
import type { Schedules } from '../world/schedules.ts';
import type { IntegrationTruth } from '../world/truth.ts';
import type { World } from '../world/world.ts';
import { stormOfRequests } from './request-storm.ts';
import {
  moveUp,
  replaceCredential,
  storeAgain,
  storeNewCredentials,
  storeRegenerated,
} from './stored-credentials.ts';

/** The step in which the rotator detects an act. Only a probe detects an act on an access token. */
type Found = 'at the next sweep' | 'by a probe';

/**
 * Performs an act on an integration.
 *
 * @param request requests a rotation now
 */
export function perform(world: World, act: Act, one: IntegrationTruth, request: Schedules['request']): void {
  const { truth, scheduler, policy, observe } = world;
  const found = tryAct(world, act, one, request);
  if (found === undefined) return;
  truth.disturb(one.name, scheduler.now() + (found === 'by a probe' ? policy.probeIntervalMs : 0));
  observe({ kind: 'act', act, integration: one.name });
}

/** Performs the act. Returns how the rotator detects it; undefined if the act was impossible. */
function tryAct(
  world: World,
  act: Act,
  one: IntegrationTruth,
  request: Schedules['request'],
): Found | undefined {
  const { store, alation, truth, draw, scenario, scheduler, policy } = world;
  const { name, plan, credentials = [] } = one;
  const any = credentials[draw.between(0, credentials.length - 1)];
  switch (act) {
    case 'replace-all':
      storeNewCredentials(world, plan, plan.kinds);
      return 'at the next sweep';
    case 'replace-one':
      if (any === undefined) return undefined;
      replaceCredential(world, plan, credentials, credentials.indexOf(any));
      return 'at the next sweep';
    case 'move-up':
      if (any === undefined) return undefined;
      moveUp(world, plan, credentials);
      return 'at the next sweep';
    case 'rename':
    case 'store-again':
      if (any === undefined) return undefined;
      storeAgain(world, plan, credentials, act === 'rename' ? 'renamed' : 'named as before');
      return 'at the next sweep';
    case 'change-number': {
      const [first] = plan.kinds;
      storeNewCredentials(world, plan, credentials.length > 1 ? [first] : [first, 'refresh-token']);
      return 'at the next sweep';
    }
    case 'revoke-one':
      if (any === undefined) return undefined;
      alation.revoke(any.secret);
      truth.disturbHolders(any.secret, scheduler.now());
      return 'at the next sweep';
    case 'suspend-one':
    case 'forbid-one': {
      if (any === undefined) return undefined;
      const isForbidden = act === 'forbid-one';
      const refuse = (isRefused: boolean) =>
        isForbidden ? alation.forbid(any.secret, isRefused) : alation.suspend(any.secret, isRefused);
      refuse(true);
      const restore = () => {
        refuse(false);
        truth.disturbHolders(any.secret, scheduler.now() + DAY_MS + policy.intervalMs);
      };
      later(world, one, 'restore', restore, isForbidden ? Infinity : undefined);
      return 'at the next sweep';
    }
    case 'revoke-access-tokens':
      if (any === undefined) return undefined;
      alation.revokeAccessTokens(any.secret);
      truth.disturbUsers(any.secret, scheduler.now() + policy.probeIntervalMs);
      return 'by a probe';
    case 'mint-elsewhere':
      if (any === undefined) return undefined;
      mintElsewhere(world, one, any.secret, draw.between(1, 30), [10, MINUTE_MS]);
      return 'by a probe';
    case 'mint-on-a-schedule': {
      if (any === undefined) return undefined;
      const every = draw.between(10, 120) * MINUTE_MS;
      mintElsewhere(world, one, any.secret, draw.between(3, 30), [every, every]);
      return 'by a probe';
    }
    case 'regenerate-secret':
      return regenerateSecret(world, one);
    case 'roll-back': {
      const versions = store.accessTokenVersions(name);
      const target = versions[versions.length - 1 - draw.between(1, 3)];
      if (target === undefined) return undefined;
      store.rollBackAccessToken(name, target);
      truth.noteAccessTokenMoved(name);
      return 'by a probe';
    }
    case 'store-foreign-value':
      store.putForeignAccessToken(name, draw.pick(['', 'a note to self', '{"access_token":1}']));
      truth.noteAccessTokenMoved(name);
      return 'by a probe';
    case 'store-malformed':
      truth.noteCredentials(name, undefined, store.putCredentials(name, draw.pick(['{', '[]', '{}'])));
      later(world, one, 'repair', () => storeNewCredentials(world, plan, plan.kinds));
      return 'at the next sweep';
    case 'pause':
      setPaused(world, one, true);
      later(world, one, 'resume', () => setPaused(world, one, false));
      return 'at the next sweep';
    case 'lose-tags':
      store.loseTags(name);
      setPaused(world, one, one.paused);
      return 'by a probe';
    case 'request':
      // With a single fault, the request comes from the command `replace`, which names the credentials that it stored.
      request(
        name,
        scenario.profile === 'single-fault' ? { credentialsVersionId: one.credentialsVersionId } : undefined,
      );
      return 'at the next sweep';
    case 'request-storm':
      stormOfRequests(world, one, request);
      return 'at the next sweep';
    case 'change-lifetime':
      alation.behaviour.accessTokenLifetimeMs = draw.pick([HOUR_MS, 3 * HOUR_MS, 24 * HOUR_MS]);
      return 'at the next sweep';
  }
}

/** Another program mints from the same credential: a script on a laptop repeatedly, a job on its own schedule. */
function mintElsewhere(
  world: World,
  one: IntegrationTruth,
  secret: string,
  times: number,
  pauseMs: readonly [number, number],
): void {
  const { alation, truth, scheduler, policy, draw, scenario, observe } = world;
  if (alation.behaviour.supersession === 'coexist' || !alation.accepts(secret)) return;
  alation.revokeAccessTokens(secret);
  truth.disturbUsers(secret, scheduler.now() + policy.probeIntervalMs);
  observe({ kind: 'minted-elsewhere', integration: one.name });
  if (times <= 1 || scheduler.now() >= scenario.undisturbedFrom) return;
  scheduler.after(draw.between(...pauseMs), () => mintElsewhere(world, one, secret, times - 1, pauseMs));
}

/** An administrator regenerates a client's secret. The operator stores the new secret at once or later. */
function regenerateSecret(world: World, one: IntegrationTruth): Found | undefined {
  const { alation, draw } = world;
  const client = one.credentials?.find(({ kind }) => kind === 'oauth-client');
  if (client === undefined || !alation.accepts(client.secret)) return undefined;
  const secret = alation.regenerateSecret(client.secret);
  if (draw.chance(0.5)) storeRegenerated(world, one.plan, client.secret, secret);
  else later(world, one, 'store-secret', () => storeRegenerated(world, one.plan, client.secret, secret));
  return 'at the next sweep';
}

function setPaused({ store }: World, one: IntegrationTruth, paused: boolean): void {
  one.paused = paused;
  store.setTag(one.name, Tag.paused, paused ? 'true' : '');
}

function later(
  world: World,
  one: IntegrationTruth,
  act: 'repair' | 'resume' | 'store-secret' | 'restore',
  run: () => void,
  latestMs = 5 * HOUR_MS,
): void {
  const { draw, scheduler, scenario, truth, observe } = world;
  const soonest = 10 * MINUTE_MS;
  const latest = Math.max(soonest, Math.min(latestMs, scenario.undisturbedFrom - scheduler.now()));
  scheduler.after(draw.between(soonest, latest), () => {
    run();
    truth.disturb(one.name, scheduler.now());
    observe({ kind: 'act', act, integration: one.name });
  });
}
