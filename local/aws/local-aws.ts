import type { Clock } from '../clock.ts';
import type { RandomBytes } from '../alation/random-bytes.ts';
import { callCounts, type CallCounts } from './call-counts.ts';
import { eventStore, type EventStore } from './events/event-store.ts';
import { eventBridge } from './events/service.ts';
import { createFaults, type Faults } from '../faults/faults.ts';
import { type Fault, faultError, faultSchema, matchesPart, matchesRequest } from './fault.ts';
import { requestHandler, type AwsCall, type HandleAwsRequest } from './handle-aws-request.ts';
import { seededIds } from './ids.ts';
import { kms, type LocalKey } from './kms/service.ts';
import type { LocalFunction } from './lambda/local-function.ts';
import { lambda } from './lambda/service.ts';
import { logStore, type LogStore } from './logs/log-store.ts';
import { cloudWatchLogs } from './logs/service.ts';
import type { ServiceDependencies, PartFault, ReadStaleness, Service } from './operation.ts';
import { secretsManager } from './secrets/service.ts';
import { secretStore, type SecretStore } from './secrets/store.ts';
import { scheduler, type LocalSchedule } from './scheduler/service.ts';
import { sns } from './sns/service.ts';
import { topicStore, type TopicStore } from './sns/topic-store.ts';
import { sts } from './sts/service.ts';

/** Options of an account. */
export interface LocalAwsOptions {
  readonly clock: Clock;
  /** @default '123456789012' */
  readonly accountId?: string;
  /** @default 'us-east-1' */
  readonly region?: string;
  /**
   * Source of ids and of the suffixes of ARNs.
   * @default a fixed seed: the same ids on every run
   */
  readonly random?: RandomBytes;
  /**
   * Ms until ListSecrets, and BatchGetSecretValue with filters, show a change; at most five minutes, as on AWS.
   * @default 0
   */
  readonly listStalenessMs?: number;
  /** Called at the end of every call of an operation. */
  readonly accessLog?: (call: AwsCall) => void;
}

/**
 * Secrets Manager, SNS, EventBridge and STS of one account and Region, without a server. Lambda, Scheduler, CloudWatch
 * Logs, KMS and the rules of EventBridge contain only what a caller adds to this object.
 */
export interface AwsAccount {
  readonly accountId: string;
  readonly region: string;
  /** Handles a request of an AWS client in process, as the server does over HTTP. */
  readonly handle: HandleAwsRequest;
  readonly secrets: SecretStore;
  /** Topics, subscriptions, `messages` and `onMessage`. */
  readonly topics: TopicStore;
  /** Buses, `events`, `onEvent`, `addEventBus` and `rules`. */
  readonly events: EventStore;
  /** The functions of Lambda, by name. They run in this process. */
  readonly functions: Map<string, LocalFunction>;
  /** The schedules that EventBridge Scheduler lists. This server does not run them. */
  readonly schedules: LocalSchedule[];
  readonly logs: LogStore;
  /** The keys of KMS. */
  readonly keys: LocalKey[];
  readonly faults: Faults<Fault>;
  readonly calls: CallCounts;
}

/** Creates an empty account. */
export function createAwsAccount(options: LocalAwsOptions): AwsAccount {
  const { clock, accountId = '123456789012', region = 'us-east-1', accessLog = () => undefined } = options;
  const seed = options.random === undefined ? 'local' : Buffer.from(options.random(16)).toString('hex');
  const dependencies: ServiceDependencies = { clock, accountId, region, ids: seededIds(seed) };
  const secrets = secretStore(dependencies, options.listStalenessMs);
  const topics = topicStore();
  const events = eventStore(dependencies);
  const functions = new Map<string, LocalFunction>();
  const schedules: LocalSchedule[] = [];
  const logs = logStore();
  const keys: LocalKey[] = [];
  const faults = createFaults<Fault>((given) => faultSchema.parse(given));
  const calls = callCounts();
  const partFault: PartFault = (part) => {
    const fault = faults.take((candidate) => matchesPart(candidate, part));
    return fault?.kind === 'error' ? faultError(fault) : undefined;
  };
  const staleness: ReadStaleness = (part) => {
    const fault = faults.take((candidate) => candidate.kind === 'stale' && matchesRequest(candidate, part));
    return fault?.kind === 'stale' ? fault.staleMs : 0;
  };
  const services: readonly Service[] = [
    secretsManager(dependencies, secrets, partFault, staleness),
    sns(dependencies, topics),
    eventBridge(dependencies, events, partFault),
    sts(dependencies),
    lambda(dependencies, functions),
    scheduler(dependencies, schedules),
    cloudWatchLogs(logs),
    kms(dependencies, keys),
  ];
  const handle = requestHandler({
    services: new Map(services.map((service) => [service.name, service])),
    ids: dependencies.ids,
    clock,
    faults,
    onCall: ({ service, operation }) => calls.add(`${service}.${operation}`),
    accessLog,
  });
  return {
    accountId,
    region,
    handle,
    secrets,
    topics,
    events,
    functions,
    schedules,
    logs,
    keys,
    faults,
    calls,
  };
}
