import * as z from 'zod/mini';
import { AlertAttribute } from '../../../functions/contract.ts';
import type { Alert } from '../../../functions/integration/ports.ts';
import type { WireRequest } from '../../../local/aws/aws-request.ts';
import { secretIdsOf } from '../../../local/aws/wire-request.ts';
import type { HttpResponse } from '../../../local/http/http-message.ts';
import {
  accessTokenSecret,
  credentialsSecret,
  isCredentialsSecret,
} from '../../../local/installation/names.ts';
import { noteRenewed } from '../operators/stored-credentials.ts';
import type { Deliver } from '../world/code-under-test.ts';
import type { Invocation } from '../world/invocation.ts';
import type { WireWorld } from './wire-world.ts';

/** A request, and the integration that it names. */
interface Named {
  readonly request: WireRequest;
  readonly integration: string | undefined;
}

const tags = z.array(z.object({ Key: z.string(), Value: z.string() }));
const putInput = z.object({ ClientRequestToken: z.string(), SecretString: z.string() });
const moveInput = z.object({ MoveToVersionId: z.string() });
const tagInput = z.object({ Tags: tags });
const described = z.object({
  Tags: tags,
  VersionIdsToStages: z.optional(z.record(z.string(), z.array(z.string()))),
});
const values = z.object({ SecretValues: z.array(z.object({ Name: z.string(), VersionId: z.string() })) });
const publishInput = z.object({
  Subject: z.string(),
  Message: z.string(),
  MessageAttributes: z.array(z.object({ Name: z.string(), Value: z.object({ StringValue: z.string() }) })),
});

/** Returns a function that notes the effect of a request to AWS. Call `awsEffect` before the request is processed. */
export function awsEffect(
  world: WireWorld,
  { id: invocation }: Invocation,
  deliver: Deliver,
  { request, integration = '' }: Named,
): (response: HttpResponse) => void {
  const { account, store, truth, observe } = world;
  switch (request.operation) {
    case 'DescribeSecret':
      return onSuccess((body) => {
        const { Tags, VersionIdsToStages = {} } = described.parse(body);
        const current = Object.entries(VersionIdsToStages).find(([, stages]) =>
          stages.includes('AWSCURRENT'),
        );
        const listed = { integration, credentialsVersionId: current?.[0], tags: fromTags(Tags) };
        const isStale =
          listed.credentialsVersionId !== store.currentCredentials(integration)?.versionId ||
          JSON.stringify(listed.tags) !== JSON.stringify(store.tagsOf(integration));
        observe({ kind: 'described', invocation, integration, listed, isStale });
      });
    case 'BatchGetSecretValue':
      return onSuccess((body) => {
        const { SecretValues } = values.parse(body);
        const versionOf = (name: string) => SecretValues.find(({ Name }) => Name === name)?.VersionId;
        // One request may read the secrets of several integrations.
        for (const name of truth.integrations.keys()) {
          if (!secretIdsOf(request).includes(credentialsSecret(name))) continue;
          const credentialsVersionId = versionOf(credentialsSecret(name));
          const versionId = versionOf(accessTokenSecret(name));
          const publications = truth.publicationsUntil(name, versionId);
          const isStale =
            credentialsVersionId !== store.currentCredentials(name)?.versionId ||
            versionId !== store.currentAccessToken(name)?.versionId;
          observe({
            kind: 'read',
            invocation,
            integration: name,
            publications,
            credentialsVersionId,
            isStale,
          });
        }
      });
    case 'UpdateSecretVersionStage': {
      const { MoveToVersionId: versionId } = moveInput.parse(request.input);
      const before = store.currentCredentials(integration)?.text ?? '';
      return onSuccess(() => {
        const after = store.currentCredentials(integration)?.text ?? '';
        noteRenewed(world, integration, versionId);
        observe({ kind: 'renewed', invocation, integration, versionId, before, after });
      });
    }
    case 'PutSecretValue': {
      const { ClientRequestToken: versionId, SecretString: text } = putInput.parse(request.input);
      if (secretIdsOf(request).some(isCredentialsSecret))
        return onSuccess(() => observe({ kind: 'pending', invocation, integration, versionId, text }));
      const isNew = !store.accessTokenVersions(integration).includes(versionId);
      return ({ status, body }) => {
        const isConflict = body.includes('ResourceExistsException');
        if (status !== 200 && !isConflict) return;
        const result = isConflict ? 'conflict' : isNew ? 'stored' : 'again';
        if (result === 'stored') truth.noteAccessTokenMoved(integration);
        observe({ kind: 'put', invocation, integration, text, versionId, result });
      };
    }
    case 'TagResource': {
      const { Tags } = tagInput.parse(request.input);
      return onSuccess(() => observe({ kind: 'tagged', invocation, integration, tags: fromTags(Tags) }));
    }
    case 'Publish':
      return ({ status }) => {
        if (status === 200) observe({ kind: 'alerted', invocation, alert: alertOf(request.input) });
      };
    case 'PutEvents': {
      const earlier = account.events.events.length;
      return () => {
        for (const { event } of account.events.events.slice(earlier)) {
          const sent = { detailType: event['detail-type'], detail: event.detail };
          observe({ kind: 'event', invocation, event: sent });
          deliver(sent);
        }
      };
    }
    default:
      return () => {};
  }
}

/** The alert in the input of SNS Publish. */
export function alertOf(input: unknown): Alert {
  const { Subject, Message, MessageAttributes } = publishInput.parse(input);
  const attribute = (name: string) => MessageAttributes.find(({ Name }) => Name === name)?.Value.StringValue;
  const severity = attribute(AlertAttribute.severity);
  return {
    subject: Subject,
    body: Message,
    severity: severity === 'critical' || severity === 'warning' ? severity : 'info',
    owner: attribute(AlertAttribute.owner),
    integrations: z.array(z.string()).parse(JSON.parse(attribute(AlertAttribute.integrations) ?? '[]')),
  };
}

function fromTags(list: z.infer<typeof tags>): Readonly<Record<string, string>> {
  return Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
}

function onSuccess(note: (body: unknown) => void): (response: HttpResponse) => void {
  return ({ status, body }) => {
    if (status === 200) note(JSON.parse(body));
  };
}
