import type { SecretValue } from '../../../functions/integration/ports.ts';

/** The value of a version: text, or bytes in base64. */
export type SecretData =
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'binary'; readonly base64: string };

/** One version of a secret. Times are ms since the epoch. */
export interface SecretVersion {
  readonly versionId: string;
  readonly data: SecretData;
  readonly kmsKeyId: string | undefined;
  readonly createdAt: number;
}

/**
 * An immutable state of a secret. Times are ms since the epoch.
 *
 * Each staging label is on one version at a time, so `labels` maps labels to versions.
 */
export interface Secret {
  /** Position in the order of creation, from 0. */
  readonly sequence: number;
  readonly arn: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly kmsKeyId: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
  /** Versions by VersionId, oldest first. */
  readonly versions: ReadonlyMap<string, SecretVersion>;
  /** VersionId by staging label. */
  readonly labels: ReadonlyMap<string, string>;
  readonly resourcePolicy: string | undefined;
  readonly createdAt: number;
  readonly lastChangedAt: number;
  /** Midnight UTC of the day of the last read: AWS records the day only. */
  readonly lastAccessedAt: number | undefined;
  /** Set while the secret is scheduled for deletion. */
  readonly deletion: { readonly requestedAt: number; readonly dueAt: number } | undefined;
}

/** The staging label of the version that GetSecretValue returns by default. */
export const AWSCURRENT = 'AWSCURRENT';
/** The staging label of the version that had AWSCURRENT before. */
export const AWSPREVIOUS = 'AWSPREVIOUS';

/** The value with the label AWSCURRENT; undefined for a secret without a value. `text` is undefined for a binary value. */
export function currentValue(secret: Secret | undefined): SecretValue | undefined {
  const version = secret?.versions.get(secret.labels.get(AWSCURRENT) ?? '');
  if (version === undefined) return undefined;
  const { versionId, data, createdAt } = version;
  return { versionId, text: data.kind === 'string' ? data.text : undefined, createdAt };
}

/** Staging labels of a version. */
export function labelsOf(secret: Secret, versionId: string): string[] {
  const labels: string[] = [];
  for (const [label, labelled] of secret.labels) if (labelled === versionId) labels.push(label);
  return labels;
}

/** Staging labels by VersionId, without versions that have no label; undefined if no version has a label. */
export function versionsToStages(secret: Secret): Record<string, string[]> | undefined {
  if (secret.labels.size === 0) return undefined;
  const stages: Record<string, string[]> = {};
  for (const [label, versionId] of secret.labels) (stages[versionId] ??= []).push(label);
  return stages;
}

/** Seconds since the epoch, the form of times in AWS JSON. */
export function epochSeconds(ms: number): number {
  return ms / 1000;
}
