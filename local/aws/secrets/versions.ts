import { DAY_MS } from '../../../functions/time.ts';
import { AwsError } from '../aws-error.ts';
import type { Secret, SecretVersion } from './secret.ts';
import { AWSCURRENT, AWSPREVIOUS } from './secret.ts';

/** Number of versions from which AWS removes old versions, and the age below which AWS removes no version. */
const MAX_VERSIONS = 100;
const KEPT_FOR_MS = DAY_MS;
/** Maximum number of staging labels of a secret. */
const MAX_LABELS = 20;

/**
 * Moves a staging label to a version. When AWSCURRENT moves, AWSPREVIOUS moves to the version that had AWSCURRENT
 * (UpdateSecretVersionStage and PutSecretValue, API Reference).
 */
export function moveLabel(
  labels: ReadonlyMap<string, string>,
  label: string,
  versionId: string,
): ReadonlyMap<string, string> {
  const moved = new Map(labels);
  const previousId = moved.get(label);
  if (previousId === versionId) return labels;
  moved.set(label, versionId);
  if (label === AWSCURRENT) {
    if (moved.get(AWSPREVIOUS) === versionId) moved.delete(AWSPREVIOUS);
    if (previousId !== undefined) moved.set(AWSPREVIOUS, previousId);
  }
  if (moved.size > MAX_LABELS) {
    throw new AwsError('LimitExceededException', `A secret can have at most ${MAX_LABELS} staging labels.`);
  }
  return moved;
}

/**
 * Makes space for one more version: from 100 versions on, removes the oldest versions that have no label and are at
 * least 24 hours old. Throws LimitExceededException when no version can be removed.
 */
function withRoom(
  versions: ReadonlyMap<string, SecretVersion>,
  labels: ReadonlyMap<string, string>,
  now: number,
): Map<string, SecretVersion> {
  const kept = new Map(versions);
  if (kept.size < MAX_VERSIONS) return kept;
  const labelled = new Set(labels.values());
  for (const version of versions.values()) {
    if (kept.size < MAX_VERSIONS) break;
    if (!labelled.has(version.versionId) && version.createdAt <= now - KEPT_FOR_MS)
      kept.delete(version.versionId);
  }
  if (kept.size >= MAX_VERSIONS) {
    throw new AwsError(
      'LimitExceededException',
      `The secret has ${kept.size} versions, and each has a staging label or is younger than 24 hours.`,
    );
  }
  return kept;
}

/**
 * The secret with one more version, which has these labels. The first version of a secret always gets AWSCURRENT.
 */
export function addVersion(secret: Secret, version: SecretVersion, stages: readonly string[]): Secret {
  const labelsToMove =
    secret.versions.size === 0 && !stages.includes(AWSCURRENT) ? [AWSCURRENT, ...stages] : stages;
  const labels = labelsToMove.reduce(
    (moved, label) => moveLabel(moved, label, version.versionId),
    secret.labels,
  );
  const versions = withRoom(secret.versions, labels, version.createdAt);
  versions.set(version.versionId, version);
  return { ...secret, versions, labels, lastChangedAt: version.createdAt };
}
