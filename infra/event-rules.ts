import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DetailType, EventSource } from '../functions/contract.ts';

/** The bus with the events, and the functions they start. */
export interface EventRulesProps {
  readonly bus: IEventBus;
  readonly rotator: IFunction;
  readonly warner: IFunction;
  readonly deadLetterQueue: IQueue;
}

/** Which events start a function between two ticks of its schedule. */
export class EventRules extends Construct {
  constructor(scope: Construct, id: string, { bus, rotator, warner, deadLetterQueue }: EventRulesProps) {
    super(scope, id);

    // The warner's own events are not among these, or it would start itself.
    this.rule('TellAtOnce', {
      description: 'Lets the warner tell at once what happened to a rotation or a refresh token',
      detailTypes: [
        DetailType.rotationFailed,
        DetailType.rotationRecovered,
        DetailType.refreshTokenAccepted,
        DetailType.alertsDue,
      ],
      // Of many at once, all but the first few are told of together, on `Alerts Due`.
      detail: { digest: [{ exists: false }] },
      function: warner,
      bus,
      deadLetterQueue,
    });
    this.rule('RotateNow', {
      description: 'Lets an operator have an access token rotated now',
      detailTypes: [DetailType.rotationRequested],
      function: rotator,
      bus,
      deadLetterQueue,
    });
  }

  private rule(
    id: string,
    props: {
      readonly description: string;
      readonly detailTypes: string[];
      readonly detail?: Record<string, unknown>;
      readonly function: IFunction;
      readonly bus: IEventBus;
      readonly deadLetterQueue: IQueue;
    },
  ): void {
    new Rule(this, id, {
      description: props.description,
      eventBus: props.bus,
      eventPattern: { source: [EventSource], detailType: props.detailTypes, detail: props.detail },
      targets: [
        new LambdaFunction(props.function, {
          deadLetterQueue: props.deadLetterQueue,
          retryAttempts: 3,
          maxEventAge: Duration.hours(2),
        }),
      ],
    });
  }
}
