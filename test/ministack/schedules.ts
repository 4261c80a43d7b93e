import {
  GetScheduleCommand,
  ListSchedulesCommand,
  UpdateScheduleCommand,
  type GetScheduleCommandOutput,
} from '@aws-sdk/client-scheduler';
import { clientsOf, root } from './account.ts';

const { scheduler } = clientsOf(root);
const MINUTE_MS = 60_000;
/** The shortest time between a change of a schedule and its next run. */
const AHEAD_MS = 10_000;

/**
 * Moves the daily run of a warner, which has a cron expression, to the next minute. Returns the old expression. The other
 * properties of the schedule stay.
 */
export async function moveDailyRun(prefix: string): Promise<string> {
  const schedule = await scheduleOf(prefix, 'cron(');
  const at = new Date(Math.ceil((Date.now() + AHEAD_MS) / MINUTE_MS) * MINUTE_MS);
  await update(schedule, { ScheduleExpression: `cron(${at.getUTCMinutes()} ${at.getUTCHours()} * * ? *)` });
  return schedule.ScheduleExpression ?? '';
}

/** Switches the schedule of a rotator on or off. This schedule runs every minute. */
export async function switchRotation(prefix: string, State: 'ENABLED' | 'DISABLED'): Promise<void> {
  await update(await scheduleOf(prefix, 'rate(1 minute'), { State });
}

/** The schedule of a rotator's group whose expression begins with `expression`. */
async function scheduleOf(prefix: string, expression: string): Promise<GetScheduleCommandOutput> {
  const GroupName = `${prefix}-token-rotator`;
  const { Schedules = [] } = await scheduler.send(new ListSchedulesCommand({ GroupName }));
  for (const { Name } of Schedules) {
    const schedule = await scheduler.send(new GetScheduleCommand({ GroupName, Name }));
    if (schedule.ScheduleExpression?.startsWith(expression)) return schedule;
  }
  throw new Error(`${GroupName} has no schedule ${expression}…`);
}

async function update(
  { Name, GroupName, Target, FlexibleTimeWindow, State, ...schedule }: GetScheduleCommandOutput,
  change: object,
): Promise<void> {
  const { ScheduleExpression, ScheduleExpressionTimezone } = schedule;
  await scheduler.send(
    new UpdateScheduleCommand({
      Name,
      GroupName,
      Target,
      FlexibleTimeWindow,
      State,
      ScheduleExpression,
      ScheduleExpressionTimezone,
      ...change,
    }),
  );
}
