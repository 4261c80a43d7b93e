import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DetailType, EventSource } from '../../functions/contract.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { askAws, errorKind } from './ask-aws.ts';
import { eventBusName } from './deployed-stack.ts';

/**
 * Asks the rotator for a rotation now, by the event `Access Token Rotation Requested` on its own bus. The event is kept
 * and tried again until the function took it, needs no right but PutEvents, and takes the same way through the rotator
 * as a tick: nothing is minted here.
 *
 * EventBridge accepts an event for a bus that does not exist and loses it: only waiting for the rotation tells.
 *
 * @throws CliError
 */
export async function requestRotation(
  client: EventBridgeClient,
  prefix: string,
  integration: string,
): Promise<void> {
  const bus = eventBusName(prefix);
  const { Entries = [] } = await askAws('events:PutEvents', `the event bus ${bus}`, () =>
    client.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: bus,
            Source: EventSource,
            DetailType: DetailType.rotationRequested,
            Detail: JSON.stringify({ version: '1', integration }),
          },
        ],
      }),
    ),
  );
  const [entry] = Entries;
  if (entry?.EventId !== undefined) return;
  const code = /^\w{1,80}$/.exec(entry?.ErrorCode ?? '')?.[0] ?? 'UnknownError';
  throw refused(bus, code);
}

function refused(bus: string, code: string): CliError {
  const what = `The event bus ${bus} did not take the request (${code})`;
  switch (errorKind(code)) {
    case 'passing':
      return new CliError(what, {
        code: 'AwsUnavailable',
        exitCode: ExitCode.notYet,
        todo: ['Try again in a moment'],
      });
    case 'denied':
      return new CliError(what, {
        code: 'AccessDenied',
        exitCode: ExitCode.needsPerson,
        todo: [`You need the IAM action events:PutEvents on the event bus ${bus}`],
      });
    case 'not-signed-in':
    case undefined:
      return new CliError(what, {
        code: 'RequestRefused',
        exitCode: ExitCode.needsPerson,
        todo: ['EventBridge refused the request as it is: please report it'],
      });
  }
}
