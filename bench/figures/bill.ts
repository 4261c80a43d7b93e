import { AlarmName, MetricName } from '../../functions/contract.ts';
import { sum } from './statistics.ts';

/** List prices of us-east-1 in US dollars, before any free tier but that of EventBridge Scheduler (14 million). */
export const PRICES = {
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
/** One of the secrets, one of the topic, the queue and the logs. */
const KEYS = 2;

/** What one piece of work costs, as measured. */
export interface UnitOfWork {
  readonly secretsManagerCalls: number;
  /** PutSecretValue asks KMS for one data key; each value that is read is one decryption. */
  readonly kmsRequests: number;
  readonly events: number;
  readonly logBytes: number;
}

/** How much is done, and what each piece of it takes. */
export interface Workload {
  readonly integrations: number;
  readonly rotationsPerDay: number;
  readonly probesPerDay: number;
  readonly ticksPerDay: number;
  /** Invocations in a tick: one, or one for each shard. */
  readonly invocationsPerTick: number;
  readonly rotation: UnitOfWork;
  readonly probe: UnitOfWork;
  /** Seconds of Lambda in a tick. */
  readonly secondsPerTick: number;
  readonly memoryMb: number;
}

/** US dollars of 30 days, by what they are paid for. */
export interface Bill {
  readonly secrets: number;
  readonly secretsManagerCalls: number;
  readonly kms: number;
  readonly lambda: number;
  readonly eventBridge: number;
  readonly cloudWatch: number;
  readonly total: number;
}

/** Stages of warning in 30 days: six in the 60 days of a refresh token. */
const WARNINGS = 3;
/** DescribeSecret and TagResource. */
const CALLS_OF_WARNING = 2;

/** Computes the bill. Left out is what is below a cent: messages of SNS, and the warner's minute a day. */
export function monthlyBill(load: Workload): Bill {
  const { integrations, rotation, probe } = load;
  const perMonth = (of: keyof UnitOfWork) =>
    DAYS * (load.rotationsPerDay * rotation[of] + load.probesPerDay * probe[of]);
  const ticks = DAYS * load.ticksPerDay;
  const listsOfWarner = DAYS;
  const lists = (ticks * load.invocationsPerTick + listsOfWarner) * Math.ceil(integrations / 100);
  const warnings = WARNINGS * integrations;
  const gbSeconds = ticks * load.secondsPerTick * (load.memoryMb / 1_024);

  const parts = {
    secrets: integrations * SECRETS_PER_INTEGRATION * PRICES.secretPerMonth,
    secretsManagerCalls:
      (perMonth('secretsManagerCalls') + lists + warnings * CALLS_OF_WARNING) * PRICES.secretsManagerCall,
    kms: KEYS * PRICES.keyPerMonth + perMonth('kmsRequests') * PRICES.kmsRequest,
    lambda: gbSeconds * PRICES.lambdaGbSecond + ticks * load.invocationsPerTick * PRICES.lambdaRequest,
    eventBridge: (perMonth('events') + warnings) * PRICES.customEvent,
    cloudWatch:
      (perMonth('logBytes') / 1_000_000_000) * PRICES.logGb +
      Object.keys(MetricName).length * PRICES.metricPerMonth +
      Object.keys(AlarmName).length * PRICES.alarmPerMonth,
  };
  return { ...parts, total: sum(Object.values(parts)) };
}
