import { sum } from './statistics.ts';

/** List prices of us-east-1 in US dollars. EventBridge Scheduler is free up to 14 million invocations a month. */
const PRICES = {
  /** https://aws.amazon.com/secrets-manager/pricing/ */
  secretPerMonth: 0.4,
  secretsManagerCall: 0.05 / 10_000,
  /** https://aws.amazon.com/kms/pricing/ */
  keyPerMonth: 1,
  /** The first and the second yearly rotation of a key each add this price. Later rotations cost nothing. */
  keyRotationPerMonth: 1,
  kmsRequest: 0.03 / 10_000,
  /** Arm; https://aws.amazon.com/lambda/pricing/ */
  lambdaGbSecond: 0.000_013_333_4,
  lambdaRequest: 0.2 / 1_000_000,
  /** https://aws.amazon.com/eventbridge/pricing/ */
  customEvent: 1 / 1_000_000,
  /** https://aws.amazon.com/cloudwatch/pricing/ */
  logGb: 0.5,
  metricPerMonth: 0.3,
  alarmPerMonth: 0.1,
  dashboardPerMonth: 3,
} as const;

/** What AWS does not charge an account in a month. These free tiers do not expire. */
const FREE = {
  kmsRequests: 20_000,
  lambdaGbSeconds: 400_000,
  lambdaRequests: 1_000_000,
  logGb: 5,
  metrics: 10,
  alarms: 10,
  dashboards: 3,
} as const;

const DAYS = 30;
const SECRETS_PER_INTEGRATION = 2;
const ROTATIONS_OF_A_KEY_CHARGED = 2;

/** The resources that one rotation or one probe uses, as measured. */
export interface UnitOfWork {
  readonly secretsManagerCalls: number;
  /** PutSecretValue requests one data key. Each read of a value is one decryption. */
  readonly kmsRequests: number;
  readonly events: number;
  readonly logBytes: number;
}

/** The number of runs, rotations and probes of a deployment. */
export interface Workload {
  readonly integrations: number;
  readonly rotationsPerDay: number;
  readonly probesPerDay: number;
  readonly sweepsPerDay: number;
  /** Number of rotator schedules: 1, or one for each shard. */
  readonly invocationsPerSweep: number;
  readonly rotation: UnitOfWork;
  readonly probe: UnitOfWork;
  /** Seconds of all invocations of a sweep, without their cold starts. */
  readonly secondsPerSweep: number;
  /** Seconds of a cold start. AWS charges them, and each sweep may be the first of its execution environment. */
  readonly coldStartSeconds: number;
  /** Bytes of log of an invocation that finds nothing due. */
  readonly logBytesPerInvocation: number;
  readonly memoryMb: number;
  readonly resources: Resources;
}

/** The resources that cost money without any work. */
export interface Resources {
  readonly keys: number;
  readonly alarms: number;
  readonly dashboards: number;
  /** Metrics with a value in every hour. */
  readonly metricsOfSweeps: number;
  /** Metrics with one value a day. CloudWatch charges a metric for the hours with a value. */
  readonly metricsOfDailyRun: number;
}

/** US dollars for 30 days, by service. */
export interface Bill {
  readonly secrets: number;
  readonly secretsManagerCalls: number;
  readonly kms: number;
  readonly lambda: number;
  readonly eventBridge: number;
  readonly cloudWatch: number;
  readonly total: number;
  /** The total in an account that does not use the free tiers for anything else. */
  readonly withFreeTiers: number;
  /** The total after the second yearly rotation of the keys. */
  readonly fromThirdYear: number;
  /** The part of the total that the probes cause, without the Lambda time of the probes. */
  readonly probes: number;
}

/** Warnings about an integration in 30 days. Its refresh tokens are valid for 60 days, and cause six warnings in that time. */
const WARNINGS = 3;
/** For each warning, the warner calls DescribeSecret and TagResource. */
const CALLS_PER_WARNING = 2;

/** Computes the bill. Small costs are omitted: SNS messages, the warner's runs and the storage of the logs. */
export function monthlyBill(load: Workload): Bill {
  const { integrations, rotation, probe } = load;
  const perMonth = (of: keyof UnitOfWork) =>
    DAYS * (load.rotationsPerDay * rotation[of] + load.probesPerDay * probe[of]);
  const sweeps = DAYS * load.sweepsPerDay;
  const listingsOfWarner = DAYS;
  const listCalls = (sweeps * load.invocationsPerSweep + listingsOfWarner) * Math.ceil(integrations / 100);
  const warnings = WARNINGS * integrations;
  const invocations = sweeps * load.invocationsPerSweep;
  const seconds = sweeps * load.secondsPerSweep + invocations * load.coldStartSeconds;
  const gbSeconds = seconds * (load.memoryMb / 1_024);
  const kmsRequests = perMonth('kmsRequests');
  const logGb = (perMonth('logBytes') + invocations * load.logBytesPerInvocation) / 1_000_000_000;
  const { keys, alarms, dashboards, metricsOfSweeps, metricsOfDailyRun } = load.resources;
  const metrics = metricsOfSweeps + metricsOfDailyRun / 24;

  const parts = {
    secrets: integrations * SECRETS_PER_INTEGRATION * PRICES.secretPerMonth,
    secretsManagerCalls:
      (perMonth('secretsManagerCalls') + listCalls + warnings * CALLS_PER_WARNING) *
      PRICES.secretsManagerCall,
    kms: keys * PRICES.keyPerMonth + kmsRequests * PRICES.kmsRequest,
    lambda: gbSeconds * PRICES.lambdaGbSecond + invocations * PRICES.lambdaRequest,
    eventBridge: (perMonth('events') + warnings) * PRICES.customEvent,
    cloudWatch:
      logGb * PRICES.logGb +
      metrics * PRICES.metricPerMonth +
      alarms * PRICES.alarmPerMonth +
      dashboards * PRICES.dashboardPerMonth,
  };
  const total = sum(Object.values(parts));
  const free = sum([
    Math.min(kmsRequests, FREE.kmsRequests) * PRICES.kmsRequest,
    Math.min(gbSeconds, FREE.lambdaGbSeconds) * PRICES.lambdaGbSecond,
    Math.min(invocations, FREE.lambdaRequests) * PRICES.lambdaRequest,
    Math.min(logGb, FREE.logGb) * PRICES.logGb,
    Math.min(metrics, FREE.metrics) * PRICES.metricPerMonth,
    Math.min(alarms, FREE.alarms) * PRICES.alarmPerMonth,
    Math.min(dashboards, FREE.dashboards) * PRICES.dashboardPerMonth,
  ]);
  const ofProbe =
    probe.secretsManagerCalls * PRICES.secretsManagerCall +
    probe.kmsRequests * PRICES.kmsRequest +
    (probe.logBytes / 1_000_000_000) * PRICES.logGb;
  return {
    ...parts,
    total,
    probes: DAYS * load.probesPerDay * ofProbe,
    withFreeTiers: total - free,
    fromThirdYear: total + keys * ROTATIONS_OF_A_KEY_CHARGED * PRICES.keyRotationPerMonth,
  };
}

/** A consumer that reads the secret of an access token, in 30 days. */
export interface ConsumerReads {
  readonly consumer: string;
  readonly reads: number;
  /** US dollars: a call to Secrets Manager and a decryption for each read. */
  readonly price: number;
}

/** The costs of a consumer's reads, with and without a client of this project. The bill does not contain these costs. */
export function consumerReads(): readonly ConsumerReads[] {
  return [
    readsOf('with the client', 24),
    readsOf('that reads once a minute', 24 * 60),
    readsOf('that reads at each call, once a second', 24 * 60 * 60),
  ];
}

function readsOf(consumer: string, perDay: number): ConsumerReads {
  const reads = DAYS * perDay;
  return { consumer, reads, price: reads * (PRICES.secretsManagerCall + PRICES.kmsRequest) };
}
