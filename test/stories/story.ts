import { SCHEDULED_TIME, Tag } from '../../functions/contract.ts';
import type { Alert, RotatorEvent } from '../../functions/integration/ports.ts';
import { requestedIntegrations } from '../../functions/requested-integrations.ts';
import { summaryKind } from '../../functions/scheduled-time.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../functions/time.ts';
import { warn } from '../../functions/warning/warn.ts';
import type { WarnDependencies } from '../../functions/warning/warn.ts';
import { routeOf } from '../../local/installation/event-routes.ts';
import { inMemoryTopic } from '../support/in-memory-topic.ts';
import type { Interception } from '../support/intercepted.ts';
import { BASE_URL, rotationWorld, START } from '../support/rotation-world.ts';
import type { World, WorldOptions } from '../support/rotation-world.ts';

/** The warner runs daily at 08:00 UTC, as by default. */
const WARNER_AT_MS = 8 * HOUR_MS;

/** Options of a story. */
export interface StoryOptions extends WorldOptions {
  readonly warner?: Partial<WarnDependencies['policy']>;
  /** @default 'none' */
  readonly summary?: 'monthly' | 'none';
  /** Called for each alert. */
  readonly onAlert?: (alert: Alert) => void;
}

/** A credential as the credentials secret contains it. */
export type Entry = Readonly<Record<string, unknown>> & { readonly name: string };

/**
 * Simulated days of one installation: the code of both functions, started by their schedules and by the rules of the
 * event bus. Day 0 begins at midnight UTC.
 */
export interface Story extends Pick<World, 'clock' | 'store' | 'alation' | 'stateOf' | 'consumerIsServed'> {
  /** Plans an action for a day and a time of that day, `HH:MM` in UTC. */
  on(day: number, time: string, act: () => void): void;
  /** Deploys an integration without credentials. */
  add(integration: string, owner: string): void;
  /** Creates a refresh token in Alation, as an owner does. Its lifetime in days is 60 by default. */
  refreshToken(name: string, lifetimeDays?: number): Entry & { readonly refresh_token: string };
  /** Stores credentials, as an operator does. */
  storeCredentials(integration: string, entries: readonly Entry[]): void;
  /** Sets the tag that pauses an integration. */
  pause(integration: string): void;
  /** Removes the value of the tag that pauses an integration. */
  resume(integration: string): void;
  /** Breaks calls of the rotator from now on. With undefined the calls succeed again. */
  breakCalls(before: Interception['before']): void;
  /** Runs the sweeps, the daily runs of the warner and the planned actions until this day begins, at midnight UTC. */
  until(day: number): Promise<void>;
  /** Every alert so far: `day 46 08:00 warning: <subject>`. */
  alerts(): readonly string[];
  /** The texts of the alerts. */
  bodies(): readonly string[];
}

/** Begins a story at `START`, midnight UTC of day 0. */
export function story({ warner, summary = 'none', onAlert, ...options }: StoryOptions = {}): Story {
  const world = rotationWorld(options);
  const { clock, store, alation } = world;
  const topic = inMemoryTopic();
  const sentAt: number[] = [];
  topic.accepts = (alert) => {
    sentAt.push(clock.now());
    onAlert?.(alert);
    return true;
  };
  const planned: { readonly at: number; readonly act: () => void }[] = [];
  let rotator = world.rotator();
  let pending: RotatorEvent[] = [];

  const deps: WarnDependencies = {
    store,
    topic,
    events: {
      put: async (events) => {
        pending.push(...events);
        return 0;
      },
    },
    clock,
    log: rotator.log,
    policy: { warningDays: [14, 7, 3, 1], clientSecretMaxAgeDays: 0, ...warner },
    secretPrefix: 'alation',
    where: 'prod eu-west-1',
    isAllowedBaseUrl: () => true,
  };
  const deliverEvents = async (): Promise<void> => {
    pending = [...world.events.splice(0), ...pending];
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
      const event = { source: 'alation.token-rotator', 'detail-type': next.detailType, detail: next.detail };
      if (routeOf(event) === 'warner') await warn(deps, requestedIntegrations(event));
    }
  };
  const daily = async (): Promise<void> => {
    const scheduled = { [SCHEDULED_TIME]: new Date(sweepAt).toISOString() };
    await warn(deps, [], undefined, summary === 'none' ? undefined : summaryKind(scheduled));
  };
  const moveTo = (at: number): void => clock.moveBy(Math.max(0, at - clock.now()));
  const act = (until: number): void => {
    planned.sort((one, other) => one.at - other.at);
    for (let next = planned[0]; next !== undefined && next.at <= until; next = planned[0]) {
      planned.shift();
      moveTo(next.at);
      next.act();
    }
  };
  let sweepAt = START;

  return {
    ...world,
    on: (day, time, action) => {
      const [hours = 0, minutes = 0] = time.split(':').map(Number);
      planned.push({ at: START + day * DAY_MS + hours * HOUR_MS + minutes * MINUTE_MS, act: action });
    },
    add: (integration, owner) => store.addIntegration(integration, owner),
    refreshToken: (name, lifetimeDays = 60) => {
      alation.behaviour.refreshTokenLifetimeMs = lifetimeDays * DAY_MS;
      return { name, ...alation.issueRefreshToken() };
    },
    storeCredentials: (integration, credentials) =>
      void store.putCredentials(integration, { base_url: BASE_URL, credentials }),
    pause: (integration) => store.setTag(integration, Tag.paused, 'true'),
    resume: (integration) => store.setTag(integration, Tag.paused, ''),
    breakCalls: (before) => {
      rotator = world.rotator(before === undefined ? {} : { before });
    },
    until: async (day) => {
      for (const end = START + day * DAY_MS; sweepAt < end; sweepAt += world.policy.intervalMs) {
        act(sweepAt);
        moveTo(sweepAt);
        if (sweepAt % DAY_MS === WARNER_AT_MS) await daily();
        await world.sweep(rotator, { scheduledAt: sweepAt });
        await deliverEvents();
      }
    },
    alerts: () =>
      topic.alerts.map(
        ({ severity, subject }, index) => `${timeOf(sentAt[index] ?? 0)} ${severity}: ${subject}`,
      ),
    bodies: () => topic.alerts.map(({ body }) => body),
  };
}

/** `day 46 08:00`, in UTC. */
export function timeOf(at: number): string {
  return `day ${Math.floor((at - START) / DAY_MS)} ${new Date(at).toISOString().slice(11, 16)}`;
}
