import { AlarmName, MetricName } from '../../functions/contract.ts';
import { sum } from './statistics.ts';

/** List prices of us-east-1 in US dollars, without free tiers except that of EventBridge Scheduler (14 million). */
const PRICES = {
  /** https://aws.amazon.com/secrets-manager/pricing/ */
  secretPerMonth: 0.4,
  secretsManagerCall: 0.05 / 10_000,
  /** https://aws.amazon.com/kms/pricing/ */
  keyPerMonth: 1,
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
} as const;

const DAYS = 30;
const SECRETS_PER_INTEGRATION = 2;
/** One key encrypts the secrets, the other key the topic, the queue and the logs. */
const KEYS = 2;

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
  /** Billed seconds of Lambda. */
  readonly secondsPerSweep: number;
  readonly memoryMb: number;
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
}

/** Warnings in 30 days: a refresh token has six in its 60 days. */
const WARNINGS = 3;
/** DescribeSecret and TagResource. */
const CALLS_PER_WARNING = 2;

/** Computes the bill. Costs below a cent are omitted: SNS messages and the warner's minute a day. */
export function monthlyBill(load: Workload): Bill {
  const { integrations, rotation, probe } = load;
  const perMonth = (of: keyof UnitOfWork) =>
    DAYS * (load.rotationsPerDay * rotation[of] + load.probesPerDay * probe[of]);
  const sweeps = DAYS * load.sweepsPerDay;
  const listingsOfWarner = DAYS;
  const listCalls = (sweeps * load.invocationsPerSweep + listingsOfWarner) * Math.ceil(integrations / 100);
  const warnings = WARNINGS * integrations;
  const gbSeconds = sweeps * load.secondsPerSweep * (load.memoryMb / 1_024);

  const parts = {
    secrets: integrations * SECRETS_PER_INTEGRATION * PRICES.secretPerMonth,
    secretsManagerCalls:
      (perMonth('secretsManagerCalls') + listCalls + warnings * CALLS_PER_WARNING) *
      PRICES.secretsManagerCall,
    kms: KEYS * PRICES.keyPerMonth + perMonth('kmsRequests') * PRICES.kmsRequest,
    lambda: gbSeconds * PRICES.lambdaGbSecond + sweeps * load.invocationsPerSweep * PRICES.lambdaRequest,
    eventBridge: (perMonth('events') + warnings) * PRICES.customEvent,
    cloudWatch:
      (perMonth('logBytes') / 1_000_000_000) * PRICES.logGb +
      Object.keys(MetricName).length * PRICES.metricPerMonth +
      Object.keys(AlarmName).length * PRICES.alarmPerMonth,
  };
  return { ...parts, total: sum(Object.values(parts)) };
}
