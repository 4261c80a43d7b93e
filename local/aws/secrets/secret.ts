/** A version's value: text, or bytes as the base64 text in which they travel. */
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
 * A secret as it is at one moment; a change makes another one. Times are ms since the epoch.
 *
 * A staging label is on one version at a time, so labels map to versions and not the other way round.
 */
export interface Secret {
  /** Place in the order of creation, from 0. */
  readonly sequence: number;
  readonly arn: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly kmsKeyId: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
  /** By VersionId, oldest first. */
  readonly versions: ReadonlyMap<string, SecretVersion>;
  /** VersionId by staging label. */
  readonly labels: ReadonlyMap<string, string>;
  readonly resourcePolicy: string | undefined;
  readonly createdAt: number;
  readonly lastChangedAt: number;
  /** Midnight UTC of the day of the last read: AWS tells the day only. */
  readonly lastAccessedAt: number | undefined;
  /** Set while the secret is scheduled for deletion. */
  readonly deletion: { readonly requestedAt: number; readonly dueAt: number } | undefined;
}

/** The staging label that readers get by default. */
export const AWSCURRENT = 'AWSCURRENT';
/** The staging label that follows AWSCURRENT. */
export const AWSPREVIOUS = 'AWSPREVIOUS';

/** Staging labels of a version, in the order in which they were attached. */
export function labelsOf(secret: Secret, versionId: string): string[] {
  const labels: string[] = [];
  for (const [label, labelled] of secret.labels) if (labelled === versionId) labels.push(label);
  return labels;
}

/** Staging labels by VersionId, versions without any left out. */
export function versionsToStages(secret: Secret): Record<string, string[]> | undefined {
  if (secret.labels.size === 0) return undefined;
  const stages: Record<string, string[]> = {};
  for (const [label, versionId] of secret.labels) (stages[versionId] ??= []).push(label);
  return stages;
}

/** AWS JSON carries times as seconds since the epoch. */
export function epochSeconds(ms: number): number {
  return ms / 1000;
}
