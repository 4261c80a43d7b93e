import { randomUUID } from 'node:crypto';
import { derivedVersionId } from '../../functions/rotation/derived-version-id.ts';
import type { Clock } from '../../functions/integration/ports.ts';
import type { Sensitive } from '../../functions/integration/sensitive.ts';
import type { IntegrationSecrets, LabelledVersions } from '../aws/integration-secrets.ts';
import { changedAfterwards, changedMeanwhile, overwroteChange } from './conflict-errors.ts';

/** Input and dependencies of `storeCredentials`. */
export interface StoreCredentialsOptions {
  readonly secrets: IntegrationSecrets;
  readonly clock: Clock;
  readonly document: Sensitive;
  /** VersionId of the credentials on which the document is based; undefined if there were none. */
  readonly base: string | undefined;
}

/** Longest consistency delay to wait for: Secrets Manager may show a write late. */
const CONSISTENCY_DELAY_MS = 10_000;
const POLL_MS = 250;

/**
 * Stores credentials in place of the version on which they are based, and returns their VersionId.
 *
 * Secrets Manager has no compare-and-set. Two commands that read the same version derive the same VersionId, so the
 * second command fails. The console and `put-secret-value` generate VersionIds. Therefore the base is checked just before
 * the write, and after the write it must be AWSPREVIOUS. If another version is AWSPREVIOUS, this write replaced that
 * version: the error says how to make it current again.
 *
 * @throws CliError
 */
export async function storeCredentials(options: StoreCredentialsOptions): Promise<string> {
  const { secrets, document, base } = options;
  const name = secrets.names.credentials;
  const requireBase = async (): Promise<void> => {
    if ((await secrets.credentialsVersions()).current !== base) throw changedMeanwhile(name);
  };
  await requireBase();
  let versionId = derivedVersionId(name, base, 0);
  if (!(await secrets.putCredentials(document, versionId))) {
    await requireBase();
    // An operator moved AWSCURRENT back to the base, so the derived VersionId exists already.
    versionId = randomUUID();
    await secrets.putCredentials(document, versionId);
  }
  const { current, previous } = await visibleVersions(options);
  if (current === base) return versionId;
  if (current !== versionId) throw changedAfterwards(name, versionId, current);
  if (previous !== base) throw overwroteChange(name, versionId, previous);
  return versionId;
}

/** The labels when they no longer show the base, or after the longest consistency delay. */
async function visibleVersions({ secrets, clock, base }: StoreCredentialsOptions): Promise<LabelledVersions> {
  const until = clock.now() + CONSISTENCY_DELAY_MS;
  for (;;) {
    const versions = await secrets.credentialsVersions();
    if (versions.current !== base || clock.now() >= until) return versions;
    await clock.sleep(POLL_MS);
  }
}
