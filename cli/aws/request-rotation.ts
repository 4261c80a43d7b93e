import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DetailType, EventSource } from '../../functions/contract.ts';
import type { RotationDemand } from '../../functions/rotation/decide.ts';
import { MINUTE_MS } from '../../functions/time.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { askAws } from './ask-aws.ts';
import { errorKind } from './error-kind.ts';
import { eventBusName } from './deployed-stack.ts';

/**
 * Requests a rotation with the event `Access Token Rotation Requested` on the rotator's bus. EventBridge retries if it
 * cannot deliver the event. The only permission needed is events:PutEvents.
 *
 * EventBridge accepts an event for a bus that does not exist and drops it. Only the rotation itself shows that the
 * request arrived.
 *
 * @throws CliError
 */
export async function requestRotation(
  client: EventBridgeClient,
  prefix: string,
  integration: string,
  { minimumRemainingMs, credentialsVersionId }: Omit<RotationDemand, 'isForced'>,
): Promise<void> {
  const minutes = minimumRemainingMs && Math.ceil(minimumRemainingMs / MINUTE_MS);
  const bus = eventBusName(prefix);
  const { Entries = [] } = await askAws('events:PutEvents', `the event bus ${bus}`, () =>
    client.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: bus,
            Source: EventSource,
            DetailType: DetailType.rotationRequested,
            Detail: JSON.stringify({
              version: '1',
              integration,
              minimum_remaining_minutes: minutes,
              credentials_version_id: credentialsVersionId,
            }),
          },
        ],
      }),
    ),
  );
  const [entry] = Entries;
  if (entry?.EventId !== undefined) return;
  const code = /^\w{1,80}$/.exec(entry?.ErrorCode ?? '')?.[0] ?? 'UnknownError';
  throw requestError(bus, code);
}

function requestError(bus: string, code: string): CliError {
  const what = `The event bus ${bus} did not accept the request for a rotation (${code})`;
  switch (errorKind(code)) {
    case 'transient':
      return new CliError(what, {
        code: 'AwsUnavailable',
        exitCode: ExitCode.transient,
        todo: ['Try again in a moment'],
      });
    case 'denied':
      return new CliError(what, {
        code: 'AccessDenied',
        exitCode: ExitCode.needsPerson,
        todo: [`Get the IAM permission events:PutEvents on the event bus ${bus}`],
      });
    case 'not-signed-in':
    case undefined:
      return new CliError(what, {
        code: 'RequestRefused',
        exitCode: ExitCode.needsPerson,
        todo: ['EventBridge rejected the request as invalid: report this defect'],
      });
  }
}
