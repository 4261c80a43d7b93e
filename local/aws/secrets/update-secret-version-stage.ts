import * as z from 'zod/mini';
import type { ServiceDependencies, Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { secretId, versionId, versionStage } from './request-members.ts';
import { AWSCURRENT } from './secret.ts';
import { invalidParameter, versionNotFound } from './secret-errors.ts';
import type { SecretStore } from './store.ts';
import { moveLabel } from './versions.ts';

const updateSecretVersionStageRequest = z.object({
  SecretId: secretId,
  VersionStage: versionStage,
  RemoveFromVersionId: versionId,
  MoveToVersionId: versionId,
});

/**
 * To move a label, the request must name the version that has it now (RemoveFromVersionId).
 *
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
 */
export function updateSecretVersionStage({ clock }: ServiceDependencies, store: SecretStore): Operation {
  return (input) => {
    const request = parseInput(updateSecretVersionStageRequest, input);
    const secret = store.requireActive(request.SecretId);
    const label = request.VersionStage;
    const from = request.RemoveFromVersionId ?? undefined;
    const to = request.MoveToVersionId ?? undefined;
    const attachedTo = secret.labels.get(label);
    for (const named of [from, to]) {
      if (named !== undefined && !secret.versions.has(named)) throw versionNotFound(named);
    }
    if (from !== undefined && attachedTo !== from) {
      throw invalidParameter(`The staging label ${label} is not attached to version ${from} of the secret.`);
    }
    if (from === undefined && attachedTo !== undefined && attachedTo !== to) {
      throw invalidParameter(
        `The parameter RemoveFromVersionId can't be empty. Staging label ${label} is currently attached to version ` +
          `${attachedTo}, so you must explicitly reference that version in RemoveFromVersionId.`,
      );
    }
    if (to === undefined && label === AWSCURRENT) {
      throw invalidParameter(
        "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
      );
    }
    let labels = secret.labels;
    if (to !== undefined) {
      labels = moveLabel(labels, label, to);
    } else if (from !== undefined) {
      labels = new Map([...labels].filter(([attached]) => attached !== label));
    }
    store.put({ ...secret, labels, lastChangedAt: clock.now() });
    return { ARN: secret.arn, Name: secret.name };
  };
}
