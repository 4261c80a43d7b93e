import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient, type SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { clientSettings } from '../../functions/aws/client-settings.ts';
import { createRotator } from '../../functions/create-rotator.ts';
import { createWarner } from '../../functions/create-warner.ts';
import type { WarnSummary } from '../../functions/warning/warn.ts';
import type { Random } from '../../functions/integration/ports.ts';
import type { SweepSummary } from '../../functions/sweep/sweep.ts';
import type { InvocationLog } from '../../functions/runtime/logger.ts';
import type { Metrics } from '../../functions/runtime/metrics.ts';
import type { AwsAccount } from '../aws/local-aws.ts';
import type { Clock } from '../clock.ts';
import { type FunctionName, routeOf } from './event-routes.ts';
import { invocationContext } from './invocation-context.ts';
import { EVENT_BUS_NAME } from './names.ts';
import { createAlertTopic, createSecrets, type InstalledIntegration } from './resources.ts';
import { localRotatorSettings, localWarnerSettings } from './settings.ts';
import { silentMetrics } from './silent.ts';

/** Options of an installation. */
export interface InstallationOptions {
  readonly aws: AwsAccount & { readonly url: string };
  readonly alationUrl: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly integrations: readonly InstalledIntegration[];
  /**
   * Ms between two probes of a published access token.
   * @default the default of the stack
   */
  readonly probeIntervalMs?: number;
  /** Subscriptions of the alert topic that the settings declare, such as `email oncall@example.com`; none by default. */
  readonly declaredSubscriptions?: readonly string[];
  /**
   * How requests reach AWS and Alation.
   * @default over HTTP
   */
  readonly network?: Network;
  /** Log of each function. */
  readonly log: (functionName: FunctionName) => InvocationLog;
  /**
   * Metrics of each function.
   * @default discards all metrics
   */
  readonly metrics?: (functionName: FunctionName) => Metrics;
}

/** Replaces the network: the request handler of the SDK, and `fetch`. */
export interface Network {
  readonly requestHandler: NonNullable<SecretsManagerClientConfig['requestHandler']>;
  readonly fetch: typeof globalThis.fetch;
}

/** The system that `cdk deploy` creates, on this machine: the real handlers with the unmodified SDK. */
export interface Installation {
  readonly secretsManager: SecretsManagerClient;
  readonly sns: SNSClient;
  readonly alertTopicArn: string;
  /** Invokes the rotator: a sweep over all integrations, unless the event names an integration or a shard. */
  rotate(event?: unknown): Promise<SweepSummary>;
  /** Invokes the warner: its daily run, unless the event names integrations. */
  warn(event?: unknown): Promise<WarnSummary>;
  /**
   * Invokes the functions for all new events, and for the events that these functions send, until there are no more
   * events.
   *
   * @param afterEach called after each invocation, if given
   */
  deliverEvents(afterEach?: () => Promise<void>): Promise<void>;
  close(): void;
}

/** Creates the secrets, the topic, the bus and the handlers. Events on the bus start no function until `deliverEvents` is called. */
export async function install(options: InstallationOptions): Promise<Installation> {
  const { aws, alationUrl, clock, random, integrations, probeIntervalMs, network, log } = options;
  const { declaredSubscriptions, metrics = () => silentMetrics } = options;
  const settings = {
    ...clientSettings,
    region: aws.region,
    endpoint: aws.url,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    ...(network && { requestHandler: network.requestHandler }),
  };
  const secretsManager = new SecretsManagerClient(settings);
  const sns = new SNSClient(settings);
  const eventBridge = new EventBridgeClient(settings);

  for (const integration of integrations) await createSecrets(secretsManager, integration);
  const alertTopicArn = await createAlertTopic(sns);
  aws.events.addEventBus(EVENT_BUS_NAME);

  const rotatorSettings = localRotatorSettings(alationUrl);
  const common = { secretsManager, eventBridge, clock };
  const rotator = createRotator({
    ...common,
    settings: { ...rotatorSettings, probeIntervalMs: probeIntervalMs ?? rotatorSettings.probeIntervalMs },
    fetch: network?.fetch ?? globalThis.fetch,
    random,
    log: log('rotator'),
    metrics: metrics('rotator'),
  });
  const warner = createWarner({
    ...common,
    settings: { ...localWarnerSettings(alationUrl, alertTopicArn), declaredSubscriptions },
    sns,
    log: log('warner'),
    metrics: metrics('warner'),
  });

  let invocations = 0;
  const contextOf = (functionName: FunctionName) =>
    invocationContext(functionName, `local-${++invocations}`, clock);
  const rotate = (event: unknown = {}) => rotator(event, contextOf('rotator'));
  const warn = (event: unknown = {}) => warner(event, contextOf('warner'));

  const pending: (() => Promise<unknown>)[] = [];
  aws.events.onEvent(({ busName, event }) => {
    const target = busName === EVENT_BUS_NAME ? routeOf(event) : undefined;
    if (target !== undefined) pending.push(() => (target === 'rotator' ? rotate(event) : warn(event)));
  });

  return {
    secretsManager,
    sns,
    alertTopicArn,
    rotate,
    warn,
    deliverEvents: async (afterEach) => {
      for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
        await next();
        await afterEach?.();
      }
    },
    close: () => {
      for (const client of [secretsManager, sns, eventBridge]) client.destroy();
    },
  };
}
