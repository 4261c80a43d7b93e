import { InvokeCommand } from '@aws-sdk/client-lambda';
import { formatInstant } from '../../functions/integration/tag-fields.ts';
import { askAws } from './ask-aws.ts';
import type { AwsClients } from './clients.ts';
import { findRotator } from './deployed-stack.ts';

/**
 * Requests a rotation that replaces even a young access token. An event cannot request this, so the command invokes
 * the rotator. Lambda may deliver an invocation twice. The rotator does not mint for the second delivery if the first
 * published an access token, because this access token was issued after `at`.
 *
 * @param at ms since the epoch
 * @param credentialsVersionId VersionId of credentials that were just stored; undefined if there are none
 * @throws CliError
 */
export async function forceRotation(
  clients: AwsClients,
  prefix: string,
  integration: string,
  at: number,
  credentialsVersionId: string | undefined,
): Promise<void> {
  const { name } = await findRotator(clients, prefix);
  const payload = {
    integration,
    force: true,
    time: formatInstant(at),
    credentials_version_id: credentialsVersionId,
  };
  await askAws('lambda:InvokeFunction', name, () =>
    clients.lambda.send(
      new InvokeCommand({
        FunctionName: name,
        InvocationType: 'Event',
        Payload: Buffer.from(JSON.stringify(payload)),
      }),
    ),
  );
}
