import * as z from 'zod/mini';
import type { ServiceDependencies, Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { newVersion, requiredToken, tokenInUse } from './new-version.ts';
import { clientRequestToken, secretId, versionStage } from './request-members.ts';
import { AWSCURRENT, labelsOf } from './secret.ts';
import { invalidRequest } from './secret-errors.ts';
import { dataOf, sameData, valueMembers } from './secret-value.ts';
import type { SecretStore } from './store.ts';
import { addVersion } from './versions.ts';

const putSecretValueRequest = z.object({
  SecretId: secretId,
  ClientRequestToken: clientRequestToken,
  VersionStages: z.nullish(z.array(versionStage).check(z.minLength(1), z.maxLength(20))),
  ...valueMembers,
});

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html */
export function putSecretValue(dependencies: ServiceDependencies, store: SecretStore): Operation {
  return (input) => {
    const request = parseInput(putSecretValueRequest, input);
    const data = dataOf(request);
    if (data === undefined) throw invalidRequest('You must provide either SecretString or SecretBinary.');
    const token = requiredToken(request.ClientRequestToken);
    let secret = store.requireActive(request.SecretId);
    const existing = secret.versions.get(token);
    if (existing === undefined) {
      const version = newVersion(dependencies, secret, token, data);
      secret = addVersion(secret, version, request.VersionStages ?? [AWSCURRENT]);
      store.put(secret);
    } else if (!sameData(existing.data, data)) {
      throw tokenInUse(secret, token);
    }
    return { ARN: secret.arn, Name: secret.name, VersionId: token, VersionStages: labelsOf(secret, token) };
  };
}
