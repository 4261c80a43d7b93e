import * as z from 'zod/mini';
import type { ServiceDependencies, Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { newVersion, requiredToken, tokenInUse } from './new-version.ts';
import { clientRequestToken, description, kmsKeyId, secretId } from './request-members.ts';
import { AWSCURRENT } from './secret.ts';
import { dataOf, valueMembers } from './secret-value.ts';
import type { SecretStore } from './store.ts';
import { addVersion } from './versions.ts';

const updateSecretRequest = z.object({
  SecretId: secretId,
  ClientRequestToken: clientRequestToken,
  Description: description,
  KmsKeyId: kmsKeyId,
  ...valueMembers,
});

/**
 * UpdateSecret refuses a ClientRequestToken of an existing version, even with the same value. PutSecretValue accepts the
 * same value.
 *
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html
 */
export function updateSecret(dependencies: ServiceDependencies, store: SecretStore): Operation {
  return (input) => {
    const request = parseInput(updateSecretRequest, input);
    const data = dataOf(request);
    const secret = store.requireActive(request.SecretId);
    const described = {
      ...secret,
      description: request.Description ?? secret.description,
      kmsKeyId: request.KmsKeyId ?? secret.kmsKeyId,
      lastChangedAt: dependencies.clock.now(),
    };
    if (data === undefined) {
      store.put(described);
      return { ARN: secret.arn, Name: secret.name };
    }
    const token = requiredToken(request.ClientRequestToken);
    if (secret.versions.has(token)) throw tokenInUse(secret, token);
    store.put(addVersion(described, newVersion(dependencies, described, token, data), [AWSCURRENT]));
    return { ARN: secret.arn, Name: secret.name, VersionId: token };
  };
}
