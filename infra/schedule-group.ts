import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ScheduleGroup as SchedulerGroup } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';

/** The group of all schedules of a rotator, with the name of its stack. */
export class ScheduleGroup extends Construct {
  readonly group: SchedulerGroup;
  readonly arn: string;

  constructor(scope: Construct, id: string, { name }: { readonly name: string }) {
    super(scope, id);

    this.group = new SchedulerGroup(this, 'Resource', {
      scheduleGroupName: name,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.arn = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule-group',
      resourceName: name,
    });
  }
}
