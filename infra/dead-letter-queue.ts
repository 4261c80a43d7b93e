import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/**
 * The queue for scheduled runs, events and alerts that could not be delivered, and for runs and events on which a function
 * failed at every attempt.
 * No program consumes the queue: the alarm `DeadLetterQueueNotEmpty` notifies an operator. The messages contain no secret.
 */
export class DeadLetterQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);

    this.queue = new Queue(this, 'Resource', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // This value is the default of SQS. Control Tower (CT.SQS.PR.1) accepts a queue without a dead-letter queue only if the
      // template contains the value.
      redriveAllowPolicy: { redrivePermission: RedrivePermission.ALLOW_ALL },
      retentionPeriod: Duration.days(14),
    });
  }
}
