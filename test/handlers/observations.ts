import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { parseIntegrationState } from '../../functions/integration/integration-tags.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import type { BusEvent } from '../../local/aws/events/event-store.ts';
import type { PublishedMessage } from '../../local/aws/sns/topic-store.ts';
import { accessTokenSecret, credentialsSecret } from '../../local/installation/names.ts';
import type { Deployment } from './deployment.ts';

const accessTokenDocument = z.strictObject({
  version: z.literal('2'),
  access_token: z.string(),
  token_type: z.enum(['APIAccessToken', 'Bearer']),
  header_name: z.enum(['TOKEN', 'Authorization']),
  header_value: z.string(),
  issued_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  base_url: z.string(),
  credential: z.string(),
  alation_user_id: z.optional(z.string()),
});

/** The published document and its version. */
export interface Published extends z.infer<typeof accessTokenDocument> {
  readonly versionId: string;
}

/** Reads an access token as a consumer does, and checks the documented form. Default stage: AWSCURRENT. */
export async function published(
  { secretsManager }: Deployment,
  integration: string,
  VersionStage?: 'AWSPREVIOUS',
): Promise<Published> {
  const { SecretString = '', VersionId = '' } = await secretsManager.send(
    new GetSecretValueCommand({ SecretId: accessTokenSecret(integration), VersionStage }),
  );
  return { ...accessTokenDocument.parse(JSON.parse(SecretString)), versionId: VersionId };
}

/** Whether Alation accepts the access token that a consumer reads now. */
export async function isServed(deployment: Deployment, integration: string): Promise<boolean> {
  return isAccepted(await published(deployment, integration));
}

/** Whether Alation accepts this access token. */
export async function isAccepted({ base_url, header_name, header_value }: Published): Promise<boolean> {
  const { status } = await fetch(`${base_url}/integration/v1/userinfo/`, {
    headers: { [header_name]: header_value },
  });
  return status === 200;
}

/** Number of versions of an integration's access token so far. */
export function versionCount({ aws }: Deployment, integration: string): number {
  return aws.secrets.require(accessTokenSecret(integration)).versions.size;
}

/** The tags on an integration's credentials secret. */
export function tagsOf({ aws }: Deployment, integration: string): Readonly<Record<string, string>> {
  return Object.fromEntries(aws.secrets.require(credentialsSecret(integration)).tags);
}

/** The integration's state, parsed from the tags. */
export function stateOf(deployment: Deployment, integration: string): IntegrationState {
  return parseIntegrationState(tagsOf(deployment, integration));
}

const lineSchema = z.looseObject({ message: z.optional(z.string()), integration: z.optional(z.string()) });

/** A line of the log or of metrics. */
export type Line = z.infer<typeof lineSchema>;

/** Every line of both logs and of the metrics, oldest first. */
export function lines({ output }: Deployment): readonly Line[] {
  return output
    .text()
    .split('\n')
    .filter((text) => text.startsWith('{"level"') || text.startsWith('{"_aws"'))
    .map((text) => lineSchema.parse(JSON.parse(text)));
}

/** Log lines of one event, optionally of one integration. */
export function logged(deployment: Deployment, message: string, integration?: string): readonly Line[] {
  return lines(deployment).filter(
    (line) => line.message === message && (integration === undefined || line.integration === integration),
  );
}

/** The code of the last failed rotation of an integration; undefined if no rotation failed. */
export function failureCode(deployment: Deployment, integration: string): unknown {
  return logged(deployment, 'RotationFailed', integration).at(-1)?.['code'];
}

/** The lines of metrics of a function. */
export function metricsOf(deployment: Deployment, service: 'rotator' | 'warner'): readonly Line[] {
  return lines(deployment).filter((line) => '_aws' in line && line['service'] === service);
}

/** Every event on the event bus, optionally of one detail-type. */
export function eventsOf({ aws }: Deployment, detailType?: string): readonly BusEvent[] {
  return aws.events.events
    .map(({ event }) => event)
    .filter((event) => detailType === undefined || event['detail-type'] === detailType);
}

/** Every message on the alert topic. */
export function messagesOf({ aws }: Deployment): readonly PublishedMessage[] {
  return aws.topics.messages;
}
