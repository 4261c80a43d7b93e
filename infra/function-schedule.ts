import type { Duration } from 'aws-cdk-lib';
import { Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import type { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ScheduleGroup } from './schedule-group.ts';

/** When a schedule invokes the function, and with which input. */
export interface Start {
  /** Construct id of the schedule. */
  readonly id: string;
  readonly schedule: ScheduleExpression;
  /** @default - the default input of EventBridge Scheduler */
  readonly input?: Readonly<Record<string, unknown>>;
}

/** Which function the schedules invoke, and when. */
export interface FunctionScheduleProps {
  readonly description: string;
  readonly function: IFunction;
  readonly group: ScheduleGroup;
  readonly starts: readonly Start[];
  readonly maxEventAge: Duration;
  readonly deadLetterQueue: IQueue;
}

/** EventBridge schedules that invoke one function, with a role that EventBridge Scheduler can assume only for their group. */
export class FunctionSchedule extends Construct {
  constructor(scope: Construct, id: string, props: FunctionScheduleProps) {
    super(scope, id);

    const policy = new ManagedPolicy(this, 'Policy', {
      description: props.description,
      statements: [
        new PolicyStatement({
          sid: 'Invoke',
          actions: ['lambda:InvokeFunction'],
          resources: [props.function.functionArn],
        }),
        new PolicyStatement({
          sid: 'SendDeadLetters',
          actions: ['sqs:SendMessage'],
          resources: [props.deadLetterQueue.queueArn],
        }),
      ],
    });
    // The conditions prevent schedules of other accounts and groups from using the role (confused deputy).
    // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    const role = new Role(this, 'Role', {
      description: props.description,
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': Stack.of(this).account,
            'aws:SourceArn': props.group.arn,
          },
        },
      }),
      managedPolicies: [policy],
    });

    for (const { id: startId, schedule, input } of props.starts) {
      const created = new Schedule(this, startId, {
        description: props.description,
        schedule,
        scheduleGroup: props.group.group,
        target: new LambdaInvoke(props.function, {
          role: role.withoutPolicyUpdates(),
          retryAttempts: 3,
          maxEventAge: props.maxEventAge,
          deadLetterQueue: props.deadLetterQueue,
          ...(input === undefined ? {} : { input: ScheduleTargetInput.fromObject(input) }),
        }),
      });
      // The schedule refers to the group by name. CloudFormation must create the group first.
      created.node.addDependency(props.group.group);
    }
  }
}
