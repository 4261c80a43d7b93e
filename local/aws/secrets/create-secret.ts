import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import type { ServiceDependencies, Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { newVersion, requiredToken } from './new-version.ts';
import { clientRequestToken, description, kmsKeyId } from './request-members.ts';
import type { Secret, SecretData } from './secret.ts';
import { AWSCURRENT } from './secret.ts';
import { invalidRequest } from './secret-errors.ts';
import { dataOf, sameData, valueMembers } from './secret-value.ts';
import type { SecretStore } from './store.ts';
import { tagList, withTags } from './tags.ts';
import { addVersion } from './versions.ts';

const createSecretRequest = z.object({
  Name: z
    .string()
    .check(
      z.minLength(1),
      z.maxLength(512),
      z.regex(
        /^[A-Za-z0-9/_+=.@-]+$/,
        'Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@',
      ),
    ),
  ClientRequestToken: clientRequestToken,
  Description: description,
  KmsKeyId: kmsKeyId,
  Tags: z.nullish(tagList),
  ...valueMembers,
});

/** Responds to the creation of a secret that exists. A request with the same version and value succeeds. */
function createExisting(existing: Secret, token: string, data: SecretData | undefined): object {
  if (existing.deletion !== undefined) {
    throw invalidRequest(
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  }
  const version = existing.versions.get(token);
  if (version === undefined || data === undefined || !sameData(version.data, data)) {
    throw new AwsError(
      'ResourceExistsException',
      `The operation failed because the secret ${existing.name} already exists.`,
    );
  }
  return { ARN: existing.arn, Name: existing.name, VersionId: token };
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
export function createSecret(dependencies: ServiceDependencies, store: SecretStore): Operation {
  const { clock, region, accountId, ids } = dependencies;
  return (input) => {
    const request = parseInput(createSecretRequest, input);
    const data = dataOf(request);
    const token = requiredToken(request.ClientRequestToken);
    const existing = store.find(request.Name);
    if (existing !== undefined) return createExisting(existing, token, data);
    const arn = `arn:aws:secretsmanager:${region}:${accountId}:secret:${request.Name}-${ids.suffix(`secret ${request.Name}`)}`;
    const empty: Secret = {
      sequence: store.nextSequence(),
      arn,
      name: request.Name,
      description: request.Description ?? undefined,
      kmsKeyId: request.KmsKeyId ?? undefined,
      tags: withTags(new Map(), request.Tags ?? []),
      versions: new Map(),
      labels: new Map(),
      resourcePolicy: undefined,
      createdAt: clock.now(),
      lastChangedAt: clock.now(),
      lastAccessedAt: undefined,
      deletion: undefined,
    };
    if (data === undefined) {
      store.put(empty);
      return { ARN: arn, Name: request.Name };
    }
    store.put(addVersion(empty, newVersion(dependencies, empty, token, data), [AWSCURRENT]));
    return { ARN: arn, Name: request.Name, VersionId: token };
  };
}
