import { createHash } from 'node:crypto';

/**
 * The VersionId (ClientRequestToken) of the access-token version that follows `baseVersionId`: 64 hex digits.
 *
 * Two rotators that saw the same AWSCURRENT derive the same id, and PutSecretValue refuses a second, different value
 * under it: a compare-and-set in one write, and a retried write is the same write.
 * After an operator rolled AWSCURRENT back to an older version, the id derived from it is taken already; the next
 * `generation` then leads to a fresh one, and is again the same for everybody.
 *
 * @param integration whose access-token secret it is
 * @param baseVersionId the VersionId observed as AWSCURRENT; undefined when there is none yet
 * @param generation 0, or the number of derived ids found taken while the base was still AWSCURRENT
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 */
export function derivedVersionId(
  integration: string,
  baseVersionId: string | undefined,
  generation: number,
): string {
  return createHash('sha256')
    .update(`${integration}|${baseVersionId ?? 'none'}|${generation}`)
    .digest('hex');
}
