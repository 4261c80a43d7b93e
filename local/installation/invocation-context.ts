import type { Context } from 'aws-lambda';
import { MINUTE_MS } from '../../functions/time.ts';
import type { Clock } from '../clock.ts';

const TIMEOUT_MS = 15 * MINUTE_MS;

/** The context of an invocation that begins now and has a timeout of 15 minutes. */
export function invocationContext(functionName: string, requestId: string, clock: Clock): Context {
  const until = clock.now() + TIMEOUT_MS;
  return {
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:eu-central-1:000000000000:function:${functionName}`,
    memoryLimitInMB: '512',
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => until - clock.now(),
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
}
