import { ownVersionId } from '../../functions/integration/own-version.ts';
import { defaultPolicy } from '../../functions/integration/policy.ts';
import type { RotationPolicy } from '../../functions/integration/policy.ts';
import type {
  CredentialsStore,
  EventSink,
  Log,
  RotatorEvent,
  SecretStore,
  TokenEndpoints,
} from '../../functions/integration/ports.ts';
import { parseIntegrationState } from '../../functions/integration/integration-tags.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import { sweep } from '../../functions/sweep/sweep.ts';
import type { SweepDependencies, SweepRequest, SweepSummary } from '../../functions/sweep/sweep.ts';
import { defaultConcurrencyLimits } from '../../functions/sweep/queue/concurrency-limits.ts';
import { rateLimiter } from '../../functions/integration/rate-limiter.ts';
import { inMemoryAlation } from './in-memory-alation.ts';
import type { AlationBehaviour, InMemoryAlation } from './in-memory-alation.ts';
import { inMemoryStore } from './in-memory-store.ts';
import type { InMemoryStore } from './in-memory-store.ts';
import { callCounter, intercepted } from './intercepted.ts';
import type { Interception } from './intercepted.ts';
import { selfMovingClock } from './self-moving-clock.ts';
import type { SelfMovingClock } from './self-moving-clock.ts';
import { seededRandom } from './seeded-random.ts';
import { MINUTE_MS } from '../../functions/time.ts';

export { DAY_MS, HOUR_MS, MINUTE_MS } from '../../functions/time.ts';

/** Start time of every world. */
export const START = Date.UTC(2026, 0, 1);
export const BASE_URL = 'https://acme.alationcloud.com';

/** One line of the log. */
export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The real rotation code with an Alation, secrets, events and a log in memory. */
export interface World {
  readonly clock: SelfMovingClock;
  readonly store: InMemoryStore;
  readonly alation: InMemoryAlation;
  readonly events: RotatorEvent[];
  readonly log: LogLine[];
  readonly policy: RotationPolicy;
  /** Dependencies of a separate rotator. The interception may delay its calls or make them fail. */
  rotator(interception?: Interception): SweepDependencies;
  /** Runs one sweep, by this rotator or by a rotator without interception. */
  sweep(rotator?: SweepDependencies, request?: Partial<SweepRequest>): Promise<SweepSummary>;
  /** Runs a sweep at every interval for this time span, in ms. */
  sweepFor(ms: number, rotator?: SweepDependencies): Promise<void>;
  /** Adds an integration with this number of refresh tokens, and returns the refresh tokens. */
  integrationWith(integration: string, refreshTokens: number): readonly string[];
  /** The state of an integration, read from its tags. */
  stateOf(integration: string): IntegrationState;
  /** The published access token as a consumer reads it; undefined while there is none. */
  published(integration: string): string | undefined;
  /** Whether Alation accepts the access token that a consumer reads now. */
  consumerIsServed(integration: string): boolean;
}

/** How a world differs from the default world. */
export interface WorldOptions extends Partial<AlationBehaviour> {
  readonly listingLagMs?: number;
  readonly policy?: Partial<RotationPolicy>;
  readonly seed?: number;
}

/** Creates a world. */
export function rotationWorld({
  listingLagMs = 0,
  policy,
  seed = 1,
  ...behaviour
}: WorldOptions = {}): World {
  const clock = selfMovingClock(START);
  const store = inMemoryStore(clock, listingLagMs);
  const alation = inMemoryAlation(clock, behaviour);
  const events: RotatorEvent[] = [];
  const log: LogLine[] = [];
  let renewed = 0;
  const wholePolicy = { ...defaultPolicy, ...policy };
  const sink: EventSink = {
    put: async (batch) => {
      events.push(...batch);
      return 0;
    },
  };
  const line =
    (level: LogLine['level']): Log['info'] =>
    (event, fields) => {
      log.push({ level, event, fields });
    };

  const rotator = (interception: Interception = {}): SweepDependencies => {
    const count = callCounter();
    return {
      store: intercepted<SecretStore>(
        store,
        ['describeIntegration', 'readSecrets', 'putAccessToken', 'versionTimes', 'writeTags'],
        interception,
        count,
      ),
      endpoints: intercepted<TokenEndpoints>(
        alation,
        ['mint', 'verify', 'inspect', 'regenerate'],
        interception,
        count,
      ),
      renewal: {
        credentialsStore: intercepted<CredentialsStore>(
          store,
          ['putPending', 'readPending', 'readCurrent', 'moveCurrent'],
          interception,
          count,
        ),
        newVersionId: () => ownVersionId(String(++renewed).padStart(32, '0')),
      },
      parseBaseUrl: (text) => text,
      acquireWrite: rateLimiter(40, clock),
      clock,
      random: seededRandom(seed),
      log: { info: line('info'), warn: line('warn'), error: line('error') },
      policy: wholePolicy,
      events: sink,
      concurrency: defaultConcurrencyLimits,
      acquireStart: rateLimiter(40, clock),
    };
  };
  const runSweep: World['sweep'] = (by = rotator(), request = {}) => {
    const endsAt = clock.now() + 15 * MINUTE_MS;
    return sweep(by, { only: [], remainingMs: () => endsAt - clock.now(), ...request });
  };
  const published = (integration: string): string | undefined => {
    const text = store.currentAccessToken(integration)?.text;
    if (text === undefined) return undefined;
    const document: unknown = JSON.parse(text);
    return typeof document === 'object' && document !== null && 'access_token' in document
      ? String(document.access_token)
      : undefined;
  };

  return {
    clock,
    store,
    alation,
    events,
    log,
    policy: wholePolicy,
    rotator,
    sweep: runSweep,
    async sweepFor(ms, by) {
      const begun = clock.now();
      for (let at = begun; at < begun + ms; at += wholePolicy.intervalMs) {
        clock.moveBy(Math.max(0, at - clock.now()));
        await runSweep(by);
      }
      clock.moveBy(Math.max(0, begun + ms - clock.now()));
    },
    integrationWith(integration, refreshTokens) {
      const issued = Array.from({ length: refreshTokens }, () => alation.issueRefreshToken());
      store.addIntegration(integration, 'team-data');
      const [single] = issued;
      store.putCredentials(
        integration,
        refreshTokens === 1
          ? { base_url: BASE_URL, ...single }
          : { base_url: BASE_URL, credentials: issued.map((one, at) => ({ name: 'abcdefgh'[at], ...one })) },
      );
      return issued.map((one) => one.refresh_token);
    },
    stateOf: (integration) => parseIntegrationState(store.tagsOf(integration)),
    published,
    consumerIsServed: (integration) => {
      const accessToken = published(integration);
      return accessToken !== undefined && alation.isActive(accessToken);
    },
  };
}
