import { Duration, TimeZone } from 'aws-cdk-lib';
import { ContextAttribute, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { REPLICA_CHECK, SCHEDULED_TIME } from '../functions/contract.ts';
import type { Start } from './function-schedule.ts';
import type { Settings } from './settings-schema.ts';

/**
 * The schedule of the rotator, or one per shard with its part as input: `{"shard": 0, "of": 4}`. EventBridge Scheduler
 * writes the scheduled time into the input. An invocation that comes late or is retried has the same time.
 */
export function rotatorStarts({ rotationIntervalMinutes, shards }: Settings): readonly Start[] {
  const schedule = ScheduleExpression.rate(Duration.minutes(rotationIntervalMinutes));
  const time = { [SCHEDULED_TIME]: ContextAttribute.scheduledTime };
  if (shards === 1) return [{ id: 'Resource', schedule, input: time }];
  return Array.from({ length: shards }, (_, shard) => ({
    id: `Shard${shard}`,
    schedule,
    input: { shard, of: shards, ...time },
  }));
}

/** The daily schedule of the warner with its time as input, and an hourly schedule that checks replicas if there are any. */
export function warnerStarts(
  { warningTime, warningTimeZone }: Settings,
  checksReplicas: boolean,
): readonly Start[] {
  const [hour, minute] = warningTime.split(':').map((part) => String(Number(part)));
  const daily: Start = {
    id: 'Resource',
    schedule: ScheduleExpression.cron({ hour, minute, timeZone: TimeZone.of(warningTimeZone) }),
    input: { [SCHEDULED_TIME]: ContextAttribute.scheduledTime },
  };
  if (!checksReplicas) return [daily];
  const hourly = ScheduleExpression.rate(Duration.hours(1));
  return [daily, { id: 'ReplicaCheck', schedule: hourly, input: { ...REPLICA_CHECK } }];
}
