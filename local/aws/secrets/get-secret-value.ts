import * as z from 'zod/mini';
import type { ServiceDependencies, Operation, ReadStaleness } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { secretId, versionId, versionStage } from './request-members.ts';
import type { Secret, SecretVersion } from './secret.ts';
import { AWSCURRENT, epochSeconds, labelsOf } from './secret.ts';
import { invalidRequest, labelNotFound, versionNotFound } from './secret-errors.ts';
import { valueMembersOf } from './secret-value.ts';
import type { SecretStore } from './store.ts';
import { DAY_MS } from '../../../functions/time.ts';

const getSecretValueRequest = z.object({
  SecretId: secretId,
  VersionId: versionId,
  VersionStage: z.nullish(versionStage),
});

function requestedVersion(
  secret: Secret,
  requestedId: string | undefined,
  label: string | undefined,
): SecretVersion {
  if (requestedId === undefined) {
    const stage = label ?? AWSCURRENT;
    const version = secret.versions.get(secret.labels.get(stage) ?? '');
    if (version === undefined) throw labelNotFound(stage);
    return version;
  }
  const version = secret.versions.get(requestedId);
  if (version === undefined) throw versionNotFound(requestedId);
  if (label !== undefined && secret.labels.get(label) !== requestedId) {
    throw invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.');
  }
  return version;
}

/** Reads the value of a secret that is not scheduled for deletion, and records the day of the read. */
export function readValue(
  { clock }: ServiceDependencies,
  store: SecretStore,
  staleness: ReadStaleness,
  request: {
    readonly secretId: string;
    readonly versionId?: string | undefined;
    readonly label?: string | undefined;
  },
): object {
  const present = store.requireActive(request.secretId);
  const part = {
    service: 'secretsmanager',
    operation: 'GetSecretValue',
    secretIds: [request.secretId],
  } as const;
  const secret = store.asOf(present, staleness(part));
  const version = requestedVersion(secret, request.versionId, request.label);
  const today = Math.floor(clock.now() / DAY_MS) * DAY_MS;
  if (present.lastAccessedAt !== today) store.put({ ...present, lastAccessedAt: today });
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.versionId,
    ...valueMembersOf(version.data),
    VersionStages: labelsOf(secret, version.versionId),
    CreatedDate: epochSeconds(version.createdAt),
  };
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
export function getSecretValue(
  dependencies: ServiceDependencies,
  store: SecretStore,
  staleness: ReadStaleness,
): Operation {
  return (input) => {
    const request = parseInput(getSecretValueRequest, input);
    return readValue(dependencies, store, staleness, {
      secretId: request.SecretId,
      versionId: request.VersionId ?? undefined,
      label: request.VersionStage ?? undefined,
    });
  };
}
