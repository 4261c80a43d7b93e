import { randomUUID } from 'node:crypto';
import { derivedVersionId } from '../../functions/rotation/derived-version-id.ts';
import type { Clock } from '../../functions/integration/ports.ts';
import type { Sensitive } from '../../functions/integration/sensitive.ts';
import type { IntegrationSecrets, LabelledVersions } from '../aws/integration-secrets.ts';
import { changedAfterwards, changedMeanwhile, overwroteChange } from './changed-meanwhile.ts';

/** What storing credentials needs. */
export interface StoreCredentialsOptions {
  readonly secrets: IntegrationSecrets;
  readonly clock: Clock;
  readonly document: Sensitive;
  /** VersionId of the credentials that the document was made from; undefined when there were none. */
  readonly base: string | undefined;
}

/** Secrets Manager is eventually consistent: what was stored may not show for a while. */
const SETTLE_MS = 10_000;
const POLL_MS = 250;

/**
 * Stores credentials on top of the version they were made from, and returns their VersionId.
 *
 * Secrets Manager has no compare-and-set. Of two commands that saw the same version one is refused, since both derive
 * the same VersionId. The console and `put-secret-value` make theirs up, so the base is looked at just before the write,
 * and afterwards whether it is AWSPREVIOUS, which it is unless somebody wrote in the moment between: then that value is
 * out of use, and is reported as a failure which says how to get it back.
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
    // AWSCURRENT was put back to the base by hand: what was derived from it then exists already.
    versionId = randomUUID();
    await secrets.putCredentials(document, versionId);
  }
  const { current, previous } = await settled(options);
  if (current === base) return versionId;
  if (current !== versionId) throw changedAfterwards(name, versionId, current);
  if (previous !== base) throw overwroteChange(name, versionId, previous);
  return versionId;
}

/** The labels, once they show that something was stored. */
async function settled({ secrets, clock, base }: StoreCredentialsOptions): Promise<LabelledVersions> {
  const until = clock.now() + SETTLE_MS;
  for (;;) {
    const versions = await secrets.credentialsVersions();
    if (versions.current !== base || clock.now() >= until) return versions;
    await clock.sleep(POLL_MS);
  }
}
