import type { ServiceDependencies, PartFault, ReadStaleness, Service } from '../operation.ts';
import { batchGetSecretValue } from './batch-get-secret-value.ts';
import { createSecret } from './create-secret.ts';
import { deleteSecret, restoreSecret } from './delete-secret.ts';
import { describeSecret } from './describe-secret.ts';
import { getSecretValue } from './get-secret-value.ts';
import { listSecretVersionIds } from './list-secret-version-ids.ts';
import { listSecrets } from './list-secrets.ts';
import { putSecretValue } from './put-secret-value.ts';
import { getResourcePolicy, putResourcePolicy } from './resource-policy.ts';
import type { SecretStore } from './store.ts';
import { tagResource, untagResource } from './tag-resource.ts';
import { updateSecretVersionStage } from './update-secret-version-stage.ts';
import { updateSecret } from './update-secret.ts';

/** Secrets Manager with these operations only. The store keeps the secrets. */
export function secretsManager(
  dependencies: ServiceDependencies,
  store: SecretStore,
  fault: PartFault,
  staleness: ReadStaleness,
): Service {
  return {
    name: 'secretsmanager',
    operations: new Map([
      ['BatchGetSecretValue', batchGetSecretValue(dependencies, store, fault, staleness)],
      ['CreateSecret', createSecret(dependencies, store)],
      ['DeleteSecret', deleteSecret(dependencies, store)],
      ['DescribeSecret', describeSecret(store, staleness)],
      ['GetResourcePolicy', getResourcePolicy(store)],
      ['GetSecretValue', getSecretValue(dependencies, store, staleness)],
      ['ListSecretVersionIds', listSecretVersionIds(store)],
      ['ListSecrets', listSecrets(store)],
      ['PutResourcePolicy', putResourcePolicy(dependencies, store)],
      ['PutSecretValue', putSecretValue(dependencies, store)],
      ['RestoreSecret', restoreSecret(dependencies, store)],
      ['TagResource', tagResource(dependencies, store)],
      ['UntagResource', untagResource(dependencies, store)],
      ['UpdateSecret', updateSecret(dependencies, store)],
      ['UpdateSecretVersionStage', updateSecretVersionStage(dependencies, store)],
    ]),
  };
}
