import { Duration } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import type { EventPattern, IEventBus } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DetailType, EventSource, RECONCILE, SecretRole } from '../functions/contract.ts';
import { secretName } from './secret-names.ts';

/** The bus with the events, and the functions they start. */
export interface EventRulesProps {
  readonly prefix: string;
  readonly bus: IEventBus;
  readonly rotator: IFunction;
  readonly warner: IFunction;
  readonly deadLetterQueue: IQueue;
}

/** Which events start a function between two ticks of its schedule. */
export class EventRules extends Construct {
  constructor(scope: Construct, id: string, props: EventRulesProps) {
    super(scope, id);
    const { prefix, bus, rotator, warner, deadLetterQueue } = props;

    // Of the warner's own events only `Alerts Due` is among these: with it a run that ran out of time has another go on.
    this.rule('TellAtOnce', {
      description: 'Lets the warner tell at once what happened to a rotation or a refresh token',
      eventPattern: {
        source: [EventSource],
        detailType: [
          DetailType.rotationFailed,
          DetailType.rotationRecovered,
          DetailType.refreshTokenAccepted,
          DetailType.alertsDue,
        ],
        // Of many at once, all but the first few are told of together, on `Alerts Due`; so is what another event about
        // the same integration starts the warner for.
        detail: { digest: [{ exists: false }] },
      },
      function: warner,
      bus,
      deadLetterQueue,
    });
    this.rule('RotateNow', {
      description: 'Lets an operator have an access token rotated now',
      eventPattern: { source: [EventSource], detailType: [DetailType.rotationRequested] },
      function: rotator,
      bus,
      deadLetterQueue,
    });
    this.rule('CredentialsStored', {
      description: 'Lets the rotator look at once where CloudTrail tells that credentials were stored',
      eventPattern: credentialsStored(prefix),
      function: rotator,
      input: RuleTargetInput.fromObject({
        [RECONCILE]: EventField.fromPath('$.detail.requestParameters.secretId'),
      }),
      deadLetterQueue,
    });
  }

  private rule(
    id: string,
    props: {
      readonly description: string;
      readonly eventPattern: EventPattern;
      readonly function: IFunction;
      /** @default - the default bus, which has the events of AWS services */
      readonly bus?: IEventBus;
      /** @default - the event as it is */
      readonly input?: RuleTargetInput;
      readonly deadLetterQueue: IQueue;
    },
  ): void {
    new Rule(this, id, {
      description: props.description,
      eventBus: props.bus,
      eventPattern: props.eventPattern,
      targets: [
        new LambdaFunction(props.function, {
          deadLetterQueue: props.deadLetterQueue,
          retryAttempts: 3,
          maxEventAge: Duration.hours(2),
          event: props.input,
        }),
      ],
    });
  }
}

/**
 * Somebody stored credentials, in the console too. The rotator is told which secret it was and looks at that integration
 * alone: a sweep for each of many secrets that are stored at once would look at all integrations as many times. These
 * events come only where a trail logs management events; without one the next tick notices.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-eventbridge.html
 */
function credentialsStored(prefix: string): EventPattern {
  const name = secretName(prefix, '*', SecretRole.credentials);
  return {
    source: ['aws.secretsmanager'],
    detailType: ['AWS API Call via CloudTrail'],
    detail: {
      eventSource: ['secretsmanager.amazonaws.com'],
      eventName: ['PutSecretValue', 'UpdateSecret', 'UpdateSecretVersionStage'],
      errorCode: [{ exists: false }],
      requestParameters: { secretId: [{ wildcard: name }, { wildcard: `*:secret:${name}-*` }] },
    },
  };
}
