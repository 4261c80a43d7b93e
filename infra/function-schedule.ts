import type { Duration } from 'aws-cdk-lib';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** What a schedule starts and when. */
export interface FunctionScheduleProps {
  readonly description: string;
  readonly function: IFunction;
  readonly schedule: ScheduleExpression;
  readonly maxEventAge: Duration;
  readonly deadLetterQueue: IQueue;
}

/** An EventBridge schedule that invokes one function, with a role that nothing but its own group can assume. */
export class FunctionSchedule extends Construct {
  constructor(scope: Construct, id: string, props: FunctionScheduleProps) {
    super(scope, id);

    const group = new ScheduleGroup(this, 'Group', { removalPolicy: RemovalPolicy.DESTROY });
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
    // The conditions keep schedules of other accounts and groups from borrowing the role (confused deputy).
    // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    const role = new Role(this, 'Role', {
      description: props.description,
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': Stack.of(this).account,
            'aws:SourceArn': group.scheduleGroupArn,
          },
        },
      }),
      managedPolicies: [policy],
    });

    new Schedule(this, 'Resource', {
      description: props.description,
      schedule: props.schedule,
      scheduleGroup: group,
      target: new LambdaInvoke(props.function, {
        role: role.withoutPolicyUpdates(),
        retryAttempts: 3,
        maxEventAge: props.maxEventAge,
        deadLetterQueue: props.deadLetterQueue,
      }),
    });
  }
}
