import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DetailType, EventSource } from '../../functions/contract.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { askAws } from './ask-aws.ts';
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
  throw new CliError(`The event bus ${bus} did not take the request (${code})`, {
    code: 'RequestRefused',
    exitCode: ExitCode.needsPerson,
    todo: [`You need the IAM action events:PutEvents on the event bus ${bus}`],
  });
}
