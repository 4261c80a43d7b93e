/**
 * Runs a deployed bundle in this process, as Lambda does. The parent process sends the event over IPC and receives the
 * result. Arguments: the folder with the code, the timeout in seconds, and the ms by
 * which the clock of this process is ahead of the machine's clock.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Bundle {
  readonly handler: (event: unknown, context: object) => Promise<unknown>;
}

process.once('message', (event: unknown) => {
  void invoke(event);
});

const [codeFolder = '', timeoutSeconds, msAhead] = process.argv.slice(2);
const machineNow = Date.now;
Date.now = () => machineNow() + Number(msAhead);

async function invoke(event: unknown): Promise<void> {
  const until = Date.now() + Number(timeoutSeconds) * 1_000;
  const requestId = randomUUID();
  try {
    const url = pathToFileURL(join(codeFolder, 'index.mjs')).href;
    const { handler } = (await import(url)) as Bundle;
    const returned = await handler(event, {
      awsRequestId: requestId,
      functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:test',
      memoryLimitInMB: '512',
      getRemainingTimeInMillis: () => until - Date.now(),
    });
    process.send?.({ returned });
  } catch (error) {
    process.send?.({ failed: String(error) });
  } finally {
    process.disconnect();
  }
}
