import { DetailType, EnvironmentVariable, EventSource } from '../../functions/contract.ts';
import type { Log } from '../../functions/integration/ports.ts';
import type { InvocationLog } from '../../functions/runtime/logger.ts';
import { logFields } from '../../functions/runtime/log-fields.ts';
import type { LocalAws } from '../aws/server.ts';
import type { Clock } from '../clock.ts';
import type { FunctionName } from './event-routes.ts';
import type { Installation } from './installation.ts';
import { EVENT_BUS_NAME, SECRET_PREFIX } from './names.ts';

/** Log group of a function. */
function logGroupOf(functionName: FunctionName): string {
  return `/aws/lambda/${EVENT_BUS_NAME}-${functionName}`;
}

/**
 * Adds the stack to the local AWS, so that AWS clients find the functions, the rules that start them, and their schedules.
 */
export function addStack(aws: LocalAws, { alertTopicArn, rotate, warn }: Installation): void {
  addFunction(aws, 'rotator', {
    handler: rotate,
    environment: { [EnvironmentVariable.rotationIntervalMinutes]: '15' },
    eventPattern: { 'detail-type': [DetailType.rotationRequested] },
    expression: 'rate(15 minutes)',
  });
  addFunction(aws, 'warner', {
    handler: warn,
    environment: { [EnvironmentVariable.alertTopicArn]: alertTopicArn },
    eventPattern: {
      source: [EventSource],
      'detail-type': [
        DetailType.rotationFailed,
        DetailType.rotationRecovered,
        DetailType.refreshTokenAccepted,
        DetailType.refreshTokenNotRenewed,
        DetailType.contested,
        DetailType.contestEnded,
        DetailType.alertsDue,
      ],
    },
    expression: 'cron(0 8 * * ? *)',
  });
}

function addFunction(
  aws: LocalAws,
  functionName: FunctionName,
  described: {
    readonly handler: (event: unknown) => Promise<unknown>;
    readonly environment: Readonly<Record<string, string>>;
    readonly eventPattern: Readonly<Record<string, readonly string[]>>;
    readonly expression: string;
  },
): void {
  const { handler, environment, eventPattern, expression } = described;
  const name = `${EVENT_BUS_NAME}-${functionName}`;
  const arn = `arn:aws:lambda:${aws.region}:${aws.accountId}:function:${name}`;
  aws.functions.set(name, {
    handler,
    environment: {
      [EnvironmentVariable.secretPrefix]: SECRET_PREFIX,
      [EnvironmentVariable.eventBusName]: EVENT_BUS_NAME,
      ...environment,
    },
    logGroup: logGroupOf(functionName),
  });
  aws.events.rules.push({
    busName: EVENT_BUS_NAME,
    name,
    eventPattern: JSON.stringify(eventPattern),
    state: 'ENABLED',
    targetArns: [arn],
  });
  // CloudFormation generates the name of a schedule. The name of its group is fixed.
  aws.schedules.push({
    name: `Tokens${functionName}Schedule`,
    groupName: EVENT_BUS_NAME,
    expression,
    state: 'ENABLED',
    targetArn: arn,
  });
}

/** A log that writes to the given log and to CloudWatch Logs, as the log of a function does. */
export function storedLog(
  aws: LocalAws,
  clock: Pick<Clock, 'now'>,
  functionName: FunctionName,
  log: InvocationLog,
): InvocationLog {
  const stored =
    (level: 'info' | 'warn' | 'error'): Log['info'] =>
    (event, fields) => {
      log[level](event, fields);
      const timestamp = clock.now();
      const line = {
        level: level.toUpperCase(),
        message: event,
        timestamp: new Date(timestamp).toISOString(),
        service: functionName,
        ...logFields(fields),
      };
      aws.logs.add(logGroupOf(functionName), { timestamp, message: JSON.stringify(line) });
    };
  return {
    begin: (context) => log.begin(context),
    info: stored('info'),
    warn: stored('warn'),
    error: stored('error'),
  };
}
