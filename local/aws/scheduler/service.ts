import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import type { ServiceDependencies, Operation, Service } from '../operation.ts';
import { parseInput } from '../parse-input.ts';

/** A schedule. */
export interface LocalSchedule {
  readonly name: string;
  /** E.g. `rate(15 minutes)`. */
  readonly expression: string;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly targetArn: string;
  /** @default 'default' */
  readonly groupName?: string;
}

const GROUP = 'default';

/** EventBridge Scheduler, for describing schedules. */
export function scheduler(dependencies: ServiceDependencies, schedules: readonly LocalSchedule[]): Service {
  return {
    name: 'scheduler',
    operations: new Map([
      ['GetSchedule', getSchedule(dependencies, schedules)],
      ['ListSchedules', listSchedules(dependencies, schedules)],
    ]),
  };
}

const groupOf = ({ groupName = GROUP }: LocalSchedule): string => groupName;

const arnOf = ({ region, accountId }: ServiceDependencies, schedule: LocalSchedule): string =>
  `arn:aws:scheduler:${region}:${accountId}:schedule/${groupOf(schedule)}/${schedule.name}`;

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_GetSchedule.html */
function getSchedule(dependencies: ServiceDependencies, schedules: readonly LocalSchedule[]): Operation {
  const getScheduleRequest = z.object({ Name: z.string(), groupName: z.optional(z.string()) });
  return (input) => {
    const { Name, groupName = GROUP } = parseInput(getScheduleRequest, input);
    const schedule = schedules.find(
      (candidate) => candidate.name === Name && groupOf(candidate) === groupName,
    );
    if (schedule === undefined) {
      throw new AwsError('ResourceNotFoundException', `Schedule ${Name} does not exist.`, 404);
    }
    return {
      Name,
      GroupName: groupOf(schedule),
      Arn: arnOf(dependencies, schedule),
      State: schedule.state,
      ScheduleExpression: schedule.expression,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: schedule.targetArn },
    };
  };
}

/** The response is always one page. https://docs.aws.amazon.com/scheduler/latest/APIReference/API_ListSchedules.html */
function listSchedules(dependencies: ServiceDependencies, schedules: readonly LocalSchedule[]): Operation {
  const listSchedulesRequest = z.object({
    NamePrefix: z.optional(z.string()),
    ScheduleGroup: z.optional(z.string()),
  });
  return (input) => {
    const { NamePrefix = '', ScheduleGroup } = parseInput(listSchedulesRequest, input);
    return {
      Schedules: schedules
        .filter(
          (schedule) =>
            schedule.name.startsWith(NamePrefix) &&
            (ScheduleGroup === undefined || ScheduleGroup === groupOf(schedule)),
        )
        .map((schedule) => ({
          Name: schedule.name,
          GroupName: groupOf(schedule),
          Arn: arnOf(dependencies, schedule),
          State: schedule.state,
          Target: { Arn: schedule.targetArn },
        })),
    };
  };
}
