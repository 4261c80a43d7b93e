import { Duration, Stack } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { SecretRole } from '../functions/contract.ts';
import { acknowledgeFindings } from './acknowledgements.ts';
import { warnWithoutAlarmRecipients } from './alarm-recipients.ts';
import { Alarms } from './alarms.ts';
import { AlertSubscriptions } from './alert-subscriptions.ts';
import { ChatChannel } from './chat-channel.ts';
import { Dashboard } from './dashboard.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { Egress } from './egress.ts';
import { EncryptedTopic } from './encrypted-topic.ts';
import { EventRules } from './event-rules.ts';
import { rotatorEnvironment, warnerEnvironment } from './function-environment.ts';
import { grantRead, SECRET_VARIABLE } from './grant-read.ts';
import { IntegrationSecrets } from './integration-secrets.ts';
import { OperationsKey } from './operations-key.ts';
import { refuseOtherPartitions } from './partition.ts';
import { rotatorPermissions, warnerPermissions } from './permissions.ts';
import { ScheduleGroup } from './schedule-group.ts';
import { ScheduledFunction } from './scheduled-function.ts';
import { secretArns } from './secret-names.ts';
import { SecretPolicies } from './secret-policies.ts';
import { addTags } from './resource-tags.ts';
import { secretsKey } from './secrets-key.ts';
import { parseSettings } from './settings.ts';
import { refuseOversize } from './size-limits.ts';
import { noteRenewalFraction } from './renewal-fraction-note.ts';
import { requestersOf, RotatorEventBus } from './rotator-event-bus.ts';
import { rotatorStarts, warnerStarts } from './starts.ts';
import { warnOfTrust } from './trust-warnings.ts';
import type { TokenRotatorProps } from './token-rotator-props.ts';

/**
 * Keeps a fresh, verified Alation access token per integration in Secrets Manager, and warns before a refresh token
 * expires. Read this class first: it composes the parts and contains no logic.
 */
export class TokenRotator extends Construct {
  /** The key of the secrets. */
  readonly secretsKey: IKey;
  /** Receives alerts and alarms; subscribe to it. */
  readonly alertTopic: ITopic;
  /** The topics of the chat channels by channel name. */
  readonly chatTopics: Readonly<Record<string, ITopic>>;
  /** Receives the events of this rotator; add rules to it. */
  readonly eventBus: IEventBus;
  readonly deadLetterQueue: IQueue;
  readonly rotator: IFunction;
  readonly warner: IFunction;
  /** The secrets by integration name. */
  readonly secrets: Readonly<Record<string, IntegrationSecrets>>;
  private readonly prefix: string;

  /** @throws SettingsError that names every invalid prop, or the partition if it is not supported. */
  constructor(scope: Construct, id: string, props: TokenRotatorProps) {
    super(scope, id);
    refuseOtherPartitions(Stack.of(this).region);
    const settings = parseSettings(props);
    const { prefix } = settings;
    const integrations = Object.entries(settings.integrations);
    const readers = [...new Set(integrations.flatMap(([, integration]) => integration.readers))];
    const replicas = integrations.flatMap(([, integration]) => integration.replicas);
    const checksReplicas = replicas.length > 0;
    const renews = (own: { readonly renewRefreshTokens?: boolean | undefined }) =>
      own.renewRefreshTokens ?? settings.renewRefreshTokens;
    const renewsRefreshTokens = integrations.some(([, own]) => renews(own));

    const operations = new OperationsKey(this, 'OperationsKey', { isRetained: settings.retainLogs });
    const { queue } = new DeadLetterQueue(this, 'DeadLetterQueue');
    const { topic } = new EncryptedTopic(this, 'AlertTopic', {
      key: operations.key,
      displayName: 'Alation token rotator',
    });
    new AlertSubscriptions(this, 'AlertSubscriptions', {
      topic,
      emails: settings.alertEmails,
      subscriptions: settings.alertSubscriptions,
      deadLetterQueue: queue,
    });
    const chatOf = new Construct(this, 'ChatChannels');
    const chatChannels = Object.entries(settings.chatChannels).map(([name, channel]) => ({
      name,
      channel: new ChatChannel(chatOf, name, { prefix, name, channel, key: operations.key }),
    }));
    const chatTopics = new Map(chatChannels.map(({ name, channel }) => [name, channel.topic]));
    const bus = new RotatorEventBus(this, 'EventBus', {
      name: `${prefix}-token-rotator`,
      requesters: requestersOf(settings),
    });
    const key = secretsKey(this, 'SecretsKey', {
      prefix,
      readers,
      existingKeyArn: settings.kmsKeyArn,
      deniesReaders: settings.operators.length === 0,
    });

    const egress = new Egress(this, 'Egress', settings);
    const shared = {
      egress,
      scheduleGroup: new ScheduleGroup(this, 'Schedules', { name: `${prefix}-token-rotator` }),
      deadLetterQueue: queue,
      logRetentionDays: settings.logRetentionDays,
      retainLogs: settings.retainLogs,
      logKey: operations.key,
    };
    const rotator = new ScheduledFunction(this, 'Rotator', {
      ...shared,
      entry: 'rotator',
      description: 'Rotates the Alation access tokens that are due',
      // With 512 MB the CPU, and not the quota of writes, decides how long 10,000 rotations take.
      memoryMb: 1_024,
      environment: rotatorEnvironment(settings, bus),
      permissions: rotatorPermissions(this, {
        prefix,
        key,
        replicaKeys: [...new Set(replicas.flatMap(({ kmsKeyArn }) => kmsKeyArn ?? []))],
        bus,
        renewsRefreshTokens,
      }),
      starts: rotatorStarts(settings),
      maxEventAge: Duration.minutes(settings.rotationIntervalMinutes),
      reservedConcurrentExecutions: settings.rotatorReservedConcurrency,
    });
    const warner = new ScheduledFunction(this, 'Warner', {
      ...shared,
      entry: 'warner',
      description: 'Warns before Alation refresh tokens expire; reads no secret value',
      memoryMb: 512,
      environment: warnerEnvironment(settings, topic, chatTopics, bus),
      permissions: warnerPermissions(this, {
        prefix,
        topics: [topic, ...chatTopics.values()],
        topicKey: operations.key,
        bus,
        checksReplicas,
      }),
      starts: warnerStarts(settings, checksReplicas),
      maxEventAge: Duration.hours(6),
    });
    egress.allow(rotator.role, warner.role);

    const secretsOf = new Construct(this, 'Integrations');
    const policiesOf = new Construct(this, 'Policies');
    this.secrets = Object.fromEntries(
      integrations.map(([integration, { readers: ownReaders, ...own }]) => {
        const secrets = new IntegrationSecrets(secretsOf, integration, {
          prefix,
          integration,
          key,
          ...own,
          renewRefreshTokens: renews(own),
        });
        new SecretPolicies(policiesOf, integration, {
          secrets,
          readers: ownReaders,
          // The policy of a new key denies all readers decryption of credentials. The policy of an existing key does not.
          deniedCredentials: [
            warner.role.roleArn,
            ...(settings.kmsKeyArn === undefined ? ownReaders : readers),
          ],
          operators: settings.operators,
          rotatorRoleArn: rotator.role.roleArn,
          warnerRoleArn: warner.role.roleArn,
        });
        return [integration, secrets];
      }),
    );

    new EventRules(this, 'EventRules', {
      prefix,
      bus,
      rotator: rotator.function,
      warner: warner.function,
      deadLetterQueue: queue,
      ownWriter: renewsRefreshTokens ? rotator.role : undefined,
    });
    const { alarms } = new Alarms(this, 'Alarms', {
      settings,
      topics: [
        topic,
        ...chatChannels.filter(({ channel }) => channel.isUnfiltered).map(({ channel }) => channel.topic),
      ],
      deadLetterQueue: queue,
      warner: warner.function,
      checksReplicas,
    });
    if (settings.dashboard) {
      new Dashboard(this, 'Dashboard', {
        settings,
        alarms,
        rotator,
        warner,
        deadLetterQueue: queue,
        checksReplicas,
      });
    }
    addTags(this, settings);
    if (settings.terminationProtection) Stack.of(this).terminationProtection = true;
    warnWithoutAlarmRecipients(this, settings);
    warnOfTrust(this, settings);
    noteRenewalFraction(this, settings);
    acknowledgeFindings(this, settings);
    refuseOversize(this, settings);

    this.prefix = prefix;
    this.secretsKey = key;
    this.alertTopic = topic;
    this.chatTopics = Object.fromEntries(chatTopics);
    this.eventBus = bus;
    this.deadLetterQueue = queue;
    this.rotator = rotator.function;
    this.warner = warner.function;
  }

  /**
   * The secret with the access token of an integration, e.g. for the environment of a container.
   *
   * @throws Error if `integrations` has no integration of this name
   */
  accessTokenSecret(integration: string): ISecret {
    const found = this.secrets[integration];
    if (found === undefined) {
      throw new Error(
        `there is no integration ${JSON.stringify(integration)}, allowed: ${Object.keys(this.secrets).join(', ')}`,
      );
    }
    return found.accessTokenSecret;
  }

  /**
   * Lets a consumer read the access token of an integration: its role may read the secret and use the key. The policy
   * of the role denies access to all credentials. A Lambda function also gets the ARN of the secret in an environment
   * variable. The consumer can be in another stack. A role of another account or app belongs in `readers` instead.
   *
   * @param variable name of the environment variable, for a function that reads more than one access token
   * @throws Error if there is no such integration, or this app cannot change the policy of the role
   */
  grantRead(integration: string, grantee: IGrantable, variable: string = SECRET_VARIABLE): Grant {
    return grantRead(this, grantee, {
      secretArn: this.accessTokenSecret(integration).secretArn,
      key: this.secretsKey,
      credentials: secretArns(this, this.prefix, SecretRole.credentials),
      variable,
    });
  }
}
