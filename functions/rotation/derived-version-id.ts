import { hash } from 'node:crypto';

/**
 * The VersionId (ClientRequestToken) of the access-token version that follows `baseVersionId`: 64 hex digits.
 *
 * Two rotators that read the same AWSCURRENT derive the same id, and PutSecretValue refuses a second, different value
 * under it. So each write is a compare-and-set, and a retried write is idempotent.
 * After an operator rolled AWSCURRENT back, the id derived from that version exists already. The next `generation` leads
 * to a new id, which is again the same for every rotator.
 *
 * @param integration name of the integration that the access-token secret belongs to
 * @param baseVersionId the VersionId under AWSCURRENT; undefined if there is none yet
 * @param generation 0, or the number of derived ids that existed already while the base was still AWSCURRENT
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 */
export function derivedVersionId(
  integration: string,
  baseVersionId: string | undefined,
  generation: number,
): string {
  return hash('sha256', `${integration}|${baseVersionId ?? 'none'}|${generation}`);
}
