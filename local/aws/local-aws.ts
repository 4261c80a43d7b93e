import type { Clock } from '../clock.ts';
import type { RandomBytes } from '../alation/random-bytes.ts';
import { callCounts, type CallCounts } from './call-counts.ts';
import { eventStore, type EventStore } from './events/event-store.ts';
import { eventBridge } from './events/service.ts';
import { faultList, type Faults } from './faults.ts';
import { requestHandler, type AwsCall, type HandleAwsRequest } from './handle-aws-request.ts';
import { seededIds } from './ids.ts';
import { kms, type LocalKey } from './kms/service.ts';
import type { LocalFunction } from './lambda/local-function.ts';
import { lambda } from './lambda/service.ts';
import { logStore, type LogStore } from './logs/log-store.ts';
import { cloudWatchLogs } from './logs/service.ts';
import type { Environment, PartFault, Service } from './operation.ts';
import { secretsManager } from './secrets/service.ts';
import { secretStore, type SecretStore } from './secrets/store.ts';
import { scheduler, type LocalSchedule } from './scheduler/service.ts';
import { sns } from './sns/service.ts';
import { topicStore, type TopicStore } from './sns/topic-store.ts';
import { sts } from './sts/service.ts';

/** What AWS on this machine needs. */
export interface LocalAwsOptions {
  readonly clock: Clock;
  /** @default '123456789012' */
  readonly accountId?: string;
  /** @default 'us-east-1' */
  readonly region?: string;
  /**
   * Source of ids and of the ends of ARNs.
   * @default the same ids on every run
   */
  readonly random?: RandomBytes;
  /**
   * Age of what ListSecrets shows, ms, up to five minutes as on AWS.
   * @default 0
   */
  readonly listStalenessMs?: number;
  /** Is told of every call of an operation when it has ended. */
  readonly accessLog?: (call: AwsCall) => void;
}

/**
 * Secrets Manager, SNS, EventBridge and STS of one account and Region, without a socket; and what Lambda, Scheduler,
 * CloudWatch Logs and KMS tell of what was installed.
 */
export interface AwsAccount {
  readonly accountId: string;
  readonly region: string;
  /** Answers a request of the SDK, of the AWS CLI or of boto3 in process, just as the server does over HTTP. */
  readonly handle: HandleAwsRequest;
  readonly secrets: SecretStore;
  /** Topics, `messages` and `onMessage`. */
  readonly topics: TopicStore;
  /** Buses, `events`, `onEvent`, `addEventBus` and `rules`. */
  readonly events: EventStore;
  /** By name. Put in what Lambda shall know; it runs in this process. */
  readonly functions: Map<string, LocalFunction>;
  /** What EventBridge Scheduler shall list. None is started here. */
  readonly schedules: LocalSchedule[];
  readonly logs: LogStore;
  /** What KMS shall describe. */
  readonly keys: LocalKey[];
  readonly faults: Faults;
  readonly calls: CallCounts;
}

/** Makes an empty account. */
export function createAwsAccount(options: LocalAwsOptions): AwsAccount {
  const { clock, accountId = '123456789012', region = 'us-east-1', accessLog = () => undefined } = options;
  const seed = options.random === undefined ? 'local' : Buffer.from(options.random(16)).toString('hex');
  const environment: Environment = { clock, accountId, region, ids: seededIds(seed) };
  const secrets = secretStore(environment, options.listStalenessMs);
  const topics = topicStore();
  const events = eventStore(environment);
  const functions = new Map<string, LocalFunction>();
  const schedules: LocalSchedule[] = [];
  const logs = logStore();
  const keys: LocalKey[] = [];
  const faults = faultList();
  const calls = callCounts();
  const partFault =
    (service: 'secretsmanager' | 'events'): PartFault =>
    (operation, part) =>
      faults.takeForPart(service, operation, part);
  const services: readonly Service[] = [
    secretsManager(environment, secrets, partFault('secretsmanager')),
    sns(environment, topics),
    eventBridge(environment, events, partFault('events')),
    sts(environment),
    lambda(environment, functions),
    scheduler(environment, schedules),
    cloudWatchLogs(logs),
    kms(environment, keys),
  ];
  const handle = requestHandler({
    services: new Map(services.map((service) => [service.name, service])),
    ids: environment.ids,
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
