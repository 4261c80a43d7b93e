import { Duration, Tags, TimeZone } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Alarms } from './alarms.ts';
import { AlertTopic } from './alert-topic.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { EventRules } from './event-rules.ts';
import { rotatorEnvironment, warnerEnvironment } from './function-environment.ts';
import { IntegrationSecrets } from './integration-secrets.ts';
import { OperationsKey } from './operations-key.ts';
import { rotatorPermissions, warnerPermissions } from './permissions.ts';
import { ScheduledFunction } from './scheduled-function.ts';
import { SecretPolicies } from './secret-policies.ts';
import { secretsKey } from './secrets-key.ts';
import { parseSettings } from './settings.ts';
import type { TokenRotatorProps } from './token-rotator-props.ts';

/**
 * Keeps a fresh, verified Alation access token per integration in Secrets Manager, and warns before a refresh token
 * dies. Read this first: it composes the parts and holds no logic.
 */
export class TokenRotator extends Construct {
  /** The key of the secrets. */
  readonly secretsKey: IKey;
  /** Where alerts and alarms go; subscribe to it. */
  readonly alertTopic: ITopic;
  /** Where this rotator's events go; add rules to it. */
  readonly eventBus: IEventBus;
  readonly deadLetterQueue: IQueue;
  readonly rotator: IFunction;
  readonly warner: IFunction;
  /** The secrets by the name of their integration. */
  readonly secrets: Readonly<Record<string, IntegrationSecrets>>;

  /** @throws Error that names every wrong prop at once. */
  constructor(scope: Construct, id: string, props: TokenRotatorProps) {
    super(scope, id);
    const settings = parseSettings(props);
    const { prefix } = settings;
    const integrations = Object.entries(settings.integrations);
    const readers = [...new Set(integrations.flatMap(([, integration]) => integration.readers))];

    const operations = new OperationsKey(this, 'OperationsKey');
    const { queue } = new DeadLetterQueue(this, 'DeadLetterQueue');
    const { topic } = new AlertTopic(this, 'AlertTopic', {
      key: operations.key,
      emails: settings.alertEmails,
    });
    // A bus of its own: on the account's default bus two rotators would start each other's functions.
    const bus = new EventBus(this, 'EventBus', {
      eventBusName: `${prefix}-token-rotator`,
      description: 'Events of the Alation token rotator',
    });
    const key = secretsKey(this, 'SecretsKey', { prefix, readers, existingKeyArn: settings.kmsKeyArn });

    const shared = {
      deadLetterQueue: queue,
      logRetentionDays: settings.logRetentionDays,
      logKey: operations.key,
    };
    const rotator = new ScheduledFunction(this, 'Rotator', {
      ...shared,
      entry: 'rotator',
      description: 'Rotates the Alation access tokens that are due',
      environment: rotatorEnvironment(settings, bus),
      permissions: rotatorPermissions(this, { prefix, key, bus }),
      schedule: ScheduleExpression.rate(Duration.minutes(settings.rotationIntervalMinutes)),
      maxEventAge: Duration.minutes(settings.rotationIntervalMinutes),
      reservedConcurrentExecutions: settings.rotatorReservedConcurrency,
    });
    const [hour, minute] = settings.warningTime.split(':').map((part) => String(Number(part)));
    const warner = new ScheduledFunction(this, 'Warner', {
      ...shared,
      entry: 'warner',
      description: 'Warns of Alation refresh tokens about to expire; reads no secret value',
      environment: warnerEnvironment(settings, topic, bus),
      permissions: warnerPermissions(this, { prefix, topic, topicKey: operations.key, bus }),
      schedule: ScheduleExpression.cron({ hour, minute, timeZone: TimeZone.of(settings.warningTimeZone) }),
      maxEventAge: Duration.hours(6),
    });

    const secretsOf = new Construct(this, 'Integrations');
    const policiesOf = new Construct(this, 'Policies');
    this.secrets = Object.fromEntries(
      integrations.map(([integration, { owner, readers: ownReaders }]) => {
        const secrets = new IntegrationSecrets(secretsOf, integration, { prefix, integration, owner, key });
        new SecretPolicies(policiesOf, integration, {
          secrets,
          readers: ownReaders,
          deniedCredentials: [warner.role.roleArn, ...readers],
          operators: settings.operators,
          rotatorRoleArn: rotator.role.roleArn,
        });
        return [integration, secrets];
      }),
    );

    new EventRules(this, 'EventRules', {
      bus,
      rotator: rotator.function,
      warner: warner.function,
      deadLetterQueue: queue,
    });
    new Alarms(this, 'Alarms', {
      settings,
      topic,
      rotator: rotator.function,
      warner: warner.function,
      deadLetterQueue: queue,
    });
    for (const [name, value] of Object.entries(settings.tags)) Tags.of(this).add(name, value);

    this.secretsKey = key;
    this.alertTopic = topic;
    this.eventBus = bus;
    this.deadLetterQueue = queue;
    this.rotator = rotator.function;
    this.warner = warner.function;
  }
}
