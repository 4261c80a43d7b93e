import * as z from 'zod/mini';
import type { ServiceDependencies, Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { secretId } from './request-members.ts';
import { epochSeconds } from './secret.ts';
import { invalidParameter, invalidRequest, secretNotFound } from './secret-errors.ts';
import type { SecretStore } from './store.ts';
import { DAY_MS } from '../../../functions/time.ts';

const DEFAULT_RECOVERY_DAYS = 30;

const deleteSecretRequest = z.object({
  SecretId: secretId,
  RecoveryWindowInDays: z.nullish(z.int()),
  ForceDeleteWithoutRecovery: z.nullish(z.boolean()),
});

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html */
export function deleteSecret({ clock }: ServiceDependencies, store: SecretStore): Operation {
  return (input) => {
    const request = parseInput(deleteSecretRequest, input);
    const days = request.RecoveryWindowInDays ?? undefined;
    const force = request.ForceDeleteWithoutRecovery === true;
    if (force && days !== undefined) {
      throw invalidParameter(
        "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
      );
    }
    if (days !== undefined && (days < 7 || days > 30)) {
      throw invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
    }
    const now = clock.now();
    const secret = store.find(request.SecretId);
    if (force) {
      if (secret !== undefined) store.remove(secret.name);
      const name = secret?.name ?? request.SecretId;
      return { ARN: secret?.arn, Name: name, DeletionDate: epochSeconds(now) };
    }
    if (secret === undefined) throw secretNotFound();
    if (secret.deletion !== undefined) {
      throw invalidRequest(
        "You can't perform this operation on the secret because it was already scheduled for deletion.",
      );
    }
    const dueAt = now + (days ?? DEFAULT_RECOVERY_DAYS) * DAY_MS;
    store.put({ ...secret, deletion: { requestedAt: now, dueAt }, lastChangedAt: now });
    return { ARN: secret.arn, Name: secret.name, DeletionDate: epochSeconds(dueAt) };
  };
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RestoreSecret.html */
export function restoreSecret({ clock }: ServiceDependencies, store: SecretStore): Operation {
  const restoreSecretRequest = z.object({ SecretId: secretId });
  return (input) => {
    const secret = store.require(parseInput(restoreSecretRequest, input).SecretId);
    store.put({ ...secret, deletion: undefined, lastChangedAt: clock.now() });
    return { ARN: secret.arn, Name: secret.name };
  };
}
