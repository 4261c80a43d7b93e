import { PutSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, onTestFinished, vi } from 'vitest';
import { createRotator } from '../../functions/create-rotator.ts';
import { createWarner } from '../../functions/create-warner.ts';
import type { WarnSummary } from '../../functions/warning/warn.ts';
import type { SweepSummary } from '../../functions/sweep/sweep.ts';
import type { RotatorSettings, WarnerSettings } from '../../functions/runtime/environment.ts';
import { createLog } from '../../functions/runtime/logger.ts';
import { createMetrics } from '../../functions/runtime/metrics.ts';
import type { IssuedRefreshToken } from '../../local/alation/control.ts';
import { systemBytes } from '../../local/alation/random-bytes.ts';
import {
  type LocalAlation,
  type LocalAlationOptions,
  startLocalAlation,
} from '../../local/alation/server.ts';
import type { AwsCall } from '../../local/aws/handle-aws-request.ts';
import { type LocalAws, startLocalAws } from '../../local/aws/server.ts';
import { type MovableClock, movableClock } from '../../local/clock.ts';
import { routeOf } from '../../local/installation/event-routes.ts';
import { credentialsSecret, EVENT_BUS_NAME, SECRET_PREFIX } from '../../local/installation/names.ts';
import { createAlertTopic, createSecrets } from '../../local/installation/resources.ts';
import { localRotatorSettings, localWarnerSettings } from '../../local/installation/settings.ts';
import { eagerClock } from '../../local/run/eager-clock.ts';
import { findLeaks } from '../support/canary.ts';
import { type CanaryOutput, canaryOutput } from '../support/canary-output.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { type Canaries, createCanaries, recordingFetch } from './canaries.ts';
import { type DeadLetter, everythingShown } from './everything-shown.ts';
import { invoker, type InvocationOptions } from './invoke.ts';
import { MINUTE_MS } from '../../functions/time.ts';
import { clientSettings } from '../../functions/aws/client-settings.ts';
import { awsClients, awsConnection, destroyAll } from '../support/aws-clients.ts';

export { DAY_MS, HOUR_MS, MINUTE_MS } from '../../functions/time.ts';

/** Start time of every deployment. */
export const START = Date.parse('2026-11-24T08:00:00.000Z');
/** Time between two scheduled sweeps. */
export const INTERVAL_MS = 15 * MINUTE_MS;

/** Options of a deployment. */
export interface DeploymentOptions {
  readonly alation?: Partial<LocalAlationOptions>;
  readonly settings?: Partial<RotatorSettings>;
  readonly warnerSettings?: Partial<WarnerSettings>;
  readonly listStalenessMs?: number;
  /** Timeout of requests to Alation, in real ms. The product's timeout of 10 s is long for tests. */
  readonly timeoutMs?: number;
  /** Known canaries. The deployment adds its own. */
  readonly canaries?: Canaries;
  /** Origins besides Alation's that a `base_url` may name. */
  readonly otherOrigins?: readonly string[];
}

/** The deployed system: the real handlers and the unmodified SDK, with servers on this machine. */
export interface Deployment {
  readonly clock: MovableClock;
  readonly alation: LocalAlation;
  readonly aws: LocalAws;
  readonly secretsManager: SecretsManagerClient;
  readonly alertTopicArn: string;
  /** Output, results and errors of the functions. */
  readonly output: CanaryOutput;
  readonly canaries: Canaries;
  readonly deadLetters: readonly DeadLetter[];
  /** Method and URL of every request to Alation. */
  readonly requests: readonly string[];
  /** Every call of an AWS operation, oldest first. */
  readonly awsCalls: readonly AwsCall[];
  /** Creates the secrets of an integration without values, as the stack does. */
  addIntegration(integration: string, owner?: string, renews?: boolean): Promise<void>;
  /** Creates an integration with this many refresh tokens, and returns them. */
  integrate(
    integration: string,
    refreshTokens: number,
    owner?: string,
    renews?: boolean,
  ): Promise<IssuedRefreshToken[]>;
  /** Stores a value in a credentials secret, as an operator does, and returns its VersionId. */
  store(integration: string, value: object | string | Uint8Array): Promise<string>;
  /** Invokes the rotator. */
  rotate(event?: unknown, options?: InvocationOptions): Promise<SweepSummary>;
  /** Invokes a second rotator, such as a manual run or the version before a deployment. */
  rotateBeside(event?: unknown, settings?: Partial<RotatorSettings>): Promise<SweepSummary>;
  /** Advances the clock by the interval of the schedule and invokes the rotator. */
  sweep(): Promise<SweepSummary>;
  /** Runs the scheduled sweeps of this time span. */
  sweepFor(ms: number): Promise<void>;
  /** Invokes the warner. */
  warn(event?: unknown, options?: InvocationOptions): Promise<WarnSummary>;
  /** Invokes the functions that new events start through the stack's rules. */
  deliverEvents(): Promise<void>;
}

/**
 * Deploys onto servers that stop at the end of the test. Then the test fails if any output of the deployment contains a
 * secret.
 */
export async function deploy(options: DeploymentOptions = {}): Promise<Deployment> {
  const movable = movableClock(START);
  const clock = eagerClock(movable);
  // The SDK compares its clock with the Date of a response, and retries a request that failed while the two differed.
  const systemTime = vi.spyOn(Date, 'now').mockImplementation(() => clock.now());
  // The SDK's backoff is a random part of up to 20 real seconds. This makes the backoff minimal.
  const jitter = vi.spyOn(Math, 'random').mockReturnValue(0);
  const { canaries = createCanaries() } = options;
  const output = canaryOutput();
  const deadLetters: DeadLetter[] = [];
  const requests: string[] = [];
  const random = canaries.registerAllOf(systemBytes);
  const alation = await startLocalAlation({ clock, supersession: 'revokes', random, ...options.alation });
  const awsCalls: AwsCall[] = [];
  const aws = await startLocalAws({
    clock,
    listStalenessMs: options.listStalenessMs ?? 0,
    accessLog: (call) => void awsCalls.push(call),
  });
  const clients = awsClients({ ...clientSettings, ...awsConnection(aws.url, aws.region) });
  const { secretsManager } = clients;
  onTestFinished(async () => {
    systemTime.mockRestore();
    jitter.mockRestore();
    destroyAll(clients);
    // Without await, because the close would wait for a pending TLS handshake.
    void alation.close();
    await aws.close();
    const shown = everythingShown({ aws, output, deadLetters, requests });
    expect(findLeaks(shown, canaries.all())).toEqual([]);
  });
  const alertTopicArn = await createAlertTopic(clients.sns);
  aws.events.addEventBus(EVENT_BUS_NAME);

  const runtimeOf = (functionName: 'rotator' | 'warner') => ({
    ...clients,
    clock,
    log: createLog(functionName, output.add),
    metrics: createMetrics(functionName, SECRET_PREFIX, output.add),
  });
  const newRotator = (settings: Partial<RotatorSettings> = {}) =>
    createRotator({
      ...runtimeOf('rotator'),
      settings: {
        ...localRotatorSettings(alation.url),
        allowedHosts: [alation.url, ...(options.otherOrigins ?? [])],
        ...options.settings,
        ...settings,
      },
      fetch: recordingFetch({ canaries, requests, timeoutMs: options.timeoutMs ?? 2_000 }),
      random: seededRandom(7),
    });
  const rotator = newRotator();
  const warner = createWarner({
    ...runtimeOf('warner'),
    settings: { ...localWarnerSettings(alation.url, alertTopicArn), ...options.warnerSettings },
  });
  const invoke = invoker({ clock, output, deadLetters });

  const store: Deployment['store'] = async (integration, value) => {
    const isBinary = value instanceof Uint8Array;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const { VersionId = '' } = await secretsManager.send(
      new PutSecretValueCommand({
        SecretId: credentialsSecret(integration),
        ...(isBinary ? { SecretBinary: value } : { SecretString: text }),
      }),
    );
    return VersionId;
  };
  const addIntegration: Deployment['addIntegration'] = (integration, owner, renews) =>
    createSecrets(secretsManager, { integration, owner, renews });
  const rotate: Deployment['rotate'] = (event = {}, given = {}) => invoke('rotator', rotator, event, given);
  const warn: Deployment['warn'] = (event = {}, given = {}) => invoke('warner', warner, event, given);
  const sweep = async (): Promise<SweepSummary> => {
    await movable.advance(INTERVAL_MS);
    return rotate();
  };
  let delivered = 0;

  return {
    clock: movable,
    alation,
    aws,
    secretsManager,
    alertTopicArn,
    output,
    canaries,
    deadLetters,
    requests,
    awsCalls,
    addIntegration,
    async integrate(integration, refreshTokens, owner, renews) {
      await addIntegration(integration, owner, renews);
      const issued = Array.from({ length: refreshTokens }, (_, index) =>
        alation.createRefreshTokenInUi({ userId: 102, name: `${integration} ${index + 1}` }),
      );
      await store(integration, credentialsOf(alation.url, issued));
      return issued;
    },
    store,
    rotate,
    rotateBeside: (event = {}, settings = {}) => invoke('rotator', newRotator(settings), event),
    sweep,
    async sweepFor(ms) {
      for (const end = movable.now() + ms; movable.now() + INTERVAL_MS <= end;) await sweep();
    },
    warn,
    async deliverEvents() {
      for (; delivered < aws.events.events.length; delivered += 1) {
        const event = aws.events.events[delivered]?.event;
        const target = event && routeOf(event);
        if (target !== undefined) await (target === 'rotator' ? rotate(event) : warn(event));
      }
    },
  };
}

/** The value of a credentials secret with these refresh tokens. Several are named a, b, … */
export function credentialsOf(baseUrl: string, issued: readonly IssuedRefreshToken[]): object {
  const entries = issued.map(({ refreshToken, userId }) => ({
    refresh_token: refreshToken,
    user_id: userId,
  }));
  const [single] = entries;
  return entries.length === 1
    ? { base_url: baseUrl, ...single }
    : {
        base_url: baseUrl,
        credentials: entries.map((entry, index) => ({ name: 'abcdefgh'[index], ...entry })),
      };
}
