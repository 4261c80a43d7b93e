import * as z from 'zod/mini';
import type { Environment, Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { secretId, versionId, versionStage } from './request-members.ts';
import type { Secret, SecretVersion } from './secret.ts';
import { AWSCURRENT, epochSeconds, labelsOf } from './secret.ts';
import { invalidRequest, labelNotFound, versionNotFound } from './secret-errors.ts';
import { valueAnswer } from './secret-value.ts';
import type { SecretStore } from './store.ts';
import { DAY_MS } from '../../../functions/time.ts';

const getSecretValueRequest = z.object({
  SecretId: secretId,
  VersionId: versionId,
  VersionStage: z.nullish(versionStage),
});

function versionAsked(
  secret: Secret,
  versionIdAsked: string | undefined,
  label: string | undefined,
): SecretVersion {
  if (versionIdAsked === undefined) {
    const asked = label ?? AWSCURRENT;
    const version = secret.versions.get(secret.labels.get(asked) ?? '');
    if (version === undefined) throw labelNotFound(asked);
    return version;
  }
  const version = secret.versions.get(versionIdAsked);
  if (version === undefined) throw versionNotFound(versionIdAsked);
  if (label !== undefined && secret.labels.get(label) !== versionIdAsked) {
    throw invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.');
  }
  return version;
}

/** Reads a value of a secret that is not scheduled for deletion, and notes the day. */
export function readValue(
  { clock }: Environment,
  store: SecretStore,
  asked: {
    readonly secretId: string;
    readonly versionId?: string | undefined;
    readonly label?: string | undefined;
  },
): object {
  const secret = store.requireActive(asked.secretId);
  const version = versionAsked(secret, asked.versionId, asked.label);
  const today = Math.floor(clock.now() / DAY_MS) * DAY_MS;
  if (secret.lastAccessedAt !== today) store.put({ ...secret, lastAccessedAt: today });
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.versionId,
    ...valueAnswer(version.data),
    VersionStages: labelsOf(secret, version.versionId),
    CreatedDate: epochSeconds(version.createdAt),
  };
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
export function getSecretValue(environment: Environment, store: SecretStore): Operation {
  return (input) => {
    const request = parseInput(getSecretValueRequest, input);
    return readValue(environment, store, {
      secretId: request.SecretId,
      versionId: request.VersionId ?? undefined,
      label: request.VersionStage ?? undefined,
    });
  };
}
