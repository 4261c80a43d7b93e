import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { EnvironmentVariable } from '../functions/contract.ts';
import type { Egress } from './egress.ts';
import { codeFolder } from './function-code.ts';
import type { FunctionEntry } from './function-code.ts';
import { FunctionSchedule } from './function-schedule.ts';
import type { Start } from './function-schedule.ts';
import { networkPermissions } from './network-permissions.ts';
import type { ScheduleGroup } from './schedule-group.ts';

/** Environment variables with the names of the contract. */
export type FunctionEnvironment = Readonly<
  Partial<Record<(typeof EnvironmentVariable)[keyof typeof EnvironmentVariable], string>>
>;

/** The maximum of Lambda. A run that comes close to this time defers its remaining work to the next run. */
const TIMEOUT = Duration.minutes(15);

/** A function, its permissions and its schedules. */
export interface ScheduledFunctionProps {
  readonly entry: FunctionEntry;
  readonly description: string;
  /** Memory of the function. Lambda gives a function one CPU for each 1,769 MB. */
  readonly memoryMb: number;
  readonly environment: FunctionEnvironment;
  /** The permissions of the function, without those for its log and its dead letters. */
  readonly permissions: readonly PolicyStatement[];
  readonly scheduleGroup: ScheduleGroup;
  readonly starts: readonly Start[];
  readonly egress: Egress;
  /** Maximum age of an invocation that waits for its start or for a retry. The next run does the same work. */
  readonly maxEventAge: Duration;
  readonly deadLetterQueue: IQueue;
  readonly logRetentionDays: RetentionDays;
  /** Whether the log stays when the stack is deleted. */
  readonly retainLogs: boolean;
  readonly logKey: IKey;
  /** @default - none */
  readonly reservedConcurrentExecutions?: number | undefined;
}

/** A Lambda function with its role, its log and its schedules. */
export class ScheduledFunction extends Construct {
  readonly function: Function;
  readonly role: Role;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: ScheduledFunctionProps) {
    super(scope, id);
    const { deadLetterQueue, egress, maxEventAge } = props;
    const { network } = egress;

    this.logGroup = new LogGroup(this, 'LogGroup', {
      retention: props.logRetentionDays,
      encryptionKey: props.logKey,
      removalPolicy: props.retainLogs ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    });

    const policy = new ManagedPolicy(this, 'Policy', {
      description: `Permissions of the ${props.entry} of the Alation token rotator`,
      statements: [
        ...props.permissions,
        new PolicyStatement({
          sid: 'WriteLog',
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [this.logGroup.logGroupArn],
        }),
        new PolicyStatement({
          sid: 'SendDeadLetters',
          actions: ['sqs:SendMessage'],
          resources: [deadLetterQueue.queueArn],
        }),
        ...(network === undefined ? [] : networkPermissions()),
      ],
    });
    this.role = new Role(this, 'Role', {
      description: `Role of the ${props.entry} of the Alation token rotator`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: [policy],
    });

    this.function = new Function(this, 'Function', {
      description: props.description,
      code: Code.fromAsset(codeFolder(props.entry)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: TIMEOUT,
      // The policy above is complete: the CDK must not add to it.
      role: this.role.withoutPolicyUpdates(),
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.WARN,
      environment: { ...props.environment, ...egress.environment },
      layers: [...egress.layers],
      ...(network === undefined
        ? {}
        : { vpc: network.vpc, vpcSubnets: network.vpcSubnets, securityGroups: network.securityGroups }),
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      retryAttempts: 1,
      maxEventAge,
      // Scheduler and EventBridge invoke asynchronously, so their queues do not receive a failed invocation.
      onFailure: new SqsDestination(deadLetterQueue),
    });

    new FunctionSchedule(this, 'Schedule', {
      description: `Starts the ${props.entry} of the Alation token rotator`,
      function: this.function,
      group: props.scheduleGroup,
      starts: props.starts,
      maxEventAge,
      deadLetterQueue,
    });
  }
}
