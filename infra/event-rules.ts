import { Duration } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import type { EventPattern, IEventBus } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DetailType, EventSource, RECONCILE, SecretRole } from '../functions/contract.ts';
import { secretName } from './secret-names.ts';

/** The bus with the events, and the functions that they start. */
export interface EventRulesProps {
  readonly prefix: string;
  readonly bus: IEventBus;
  readonly rotator: IFunction;
  readonly warner: IFunction;
  readonly deadLetterQueue: IQueue;
  /** The rotator's role, if the rotator itself stores credentials. */
  readonly ownWriter: IRole | undefined;
}

/** The rules for events that start a function between two scheduled runs. */
export class EventRules extends Construct {
  constructor(scope: Construct, id: string, props: EventRulesProps) {
    super(scope, id);
    const { prefix, bus, rotator, warner, deadLetterQueue } = props;

    // The warner itself sends `Alerts Due` if its time runs out. Then another run continues.
    this.rule('AlertNow', {
      description: 'Starts the warner immediately for events that need an alert',
      eventPattern: {
        source: [EventSource],
        detailType: [
          DetailType.rotationFailed,
          DetailType.rotationRecovered,
          DetailType.refreshTokenAccepted,
          DetailType.refreshTokenNotRenewed,
          DetailType.contested,
          DetailType.contestEnded,
          DetailType.alertsDue,
        ],
        // If a sweep has many events, only the first few start the warner. `Alerts Due` starts the warner once for the rest.
        detail: { digest: [{ exists: false }] },
      },
      function: warner,
      bus,
      deadLetterQueue,
    });
    this.rule('RotateNow', {
      description: 'Starts the rotator when a rotation is requested',
      // The rule accepts any source, because the policy of the bus decides who may request a rotation. A rule for one source
      // would ignore requests with another source without an error.
      eventPattern: { detailType: [DetailType.rotationRequested] },
      function: rotator,
      bus,
      deadLetterQueue,
    });
    this.rule('CredentialsStored', {
      description: 'Starts the rotator for one integration after CloudTrail reports stored credentials',
      eventPattern: credentialsStored(prefix, props.ownWriter?.roleArn),
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
      /** @default - the default bus, with the events of AWS services */
      readonly bus?: IEventBus;
      /** @default - the unchanged event */
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
 * Matches events about stored credentials, also from the console. The input of the rotator names the secret, so the rotator reconciles only that
 * integration. If an operator stores many versions, a whole sweep for each would take too long. The events need a trail that logs management
 * events. Without a trail, the next sweep finds the new credentials.
 *
 * @param ownWriter ARN of the rotator's role, whose writes start nothing: the run that renews a refresh token also mints
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-eventbridge.html
 */
function credentialsStored(prefix: string, ownWriter: string | undefined): EventPattern {
  const name = secretName(prefix, '*', SecretRole.credentials);
  return {
    source: ['aws.secretsmanager'],
    detailType: ['AWS API Call via CloudTrail'],
    detail: {
      eventSource: ['secretsmanager.amazonaws.com'],
      eventName: ['PutSecretValue', 'UpdateSecret', 'UpdateSecretVersionStage'],
      errorCode: [{ exists: false }],
      ...(ownWriter === undefined
        ? {}
        : {
            userIdentity: {
              sessionContext: {
                sessionIssuer: { arn: [{ 'anything-but': [ownWriter] }, { exists: false }] },
              },
            },
          }),
      requestParameters: { secretId: [{ wildcard: name }, { wildcard: `*:secret:${name}-*` }] },
    },
  };
}
