import { Aws, Stack } from 'aws-cdk-lib';
import { CfnEventBusPolicy, EventBus } from 'aws-cdk-lib/aws-events';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Conditions } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { DetailType } from '../functions/contract.ts';
import type { Settings } from './settings-schema.ts';

/** The name of the bus, and who may request a rotation. */
export interface RotatorEventBusProps {
  readonly name: string;
  /** The only roles that may request a rotation. If empty, the IAM policies of the account decide. */
  readonly requesters: readonly string[];
}

/**
 * The roles that may request a rotation: `operators` and `requesters` of the settings. If both are empty, the IAM
 * policies of the account decide.
 */
export function requestersOf({ operators, requesters }: Settings): readonly string[] {
  return [...new Set([...operators, ...requesters])];
}

/**
 * The event bus of one rotator. On the default bus of the account, two rotators would start each other's functions.
 *
 * Its policy only denies, so the IAM policies of the account still decide who may put events. Many programs have
 * `events:PutEvents` on `*`, and each requested rotation revokes an access token.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
 */
export class RotatorEventBus extends EventBus {
  constructor(scope: Construct, id: string, { name, requesters }: RotatorEventBusProps) {
    super(scope, id, { eventBusName: name, description: 'Events of the Alation token rotator' });
    const { account } = Stack.of(this);

    this.deny('NeverAnotherAccount', { StringNotEquals: { 'aws:PrincipalAccount': account } });
    if (requesters.length === 0) return;
    this.deny('OnlyRequestersRequestRotations', {
      StringEquals: { 'events:detail-type': DetailType.rotationRequested },
      ArnNotEquals: { 'aws:PrincipalArn': [...requesters, `arn:${Aws.PARTITION}:iam::${account}:root`] },
    });
  }

  private deny(sid: string, conditions: Conditions): void {
    const statement = new PolicyStatement({
      sid,
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['events:PutEvents'],
      resources: [this.eventBusArn],
      conditions,
    });
    new CfnEventBusPolicy(this, sid, {
      eventBusName: this.eventBusName,
      statementId: sid,
      statement: statement.toJSON() as unknown,
    });
  }
}
