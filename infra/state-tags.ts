import { Tag } from '../functions/contract.ts';

/** Patterns for `aws:TagKeys`. A tag of the contract that ends with `-` is followed by a number. */
const patterns = (...tags: readonly string[]) => tags.map((tag) => (tag.endsWith('-') ? `${tag}*` : tag));

/**
 * Who writes which tags of a credentials secret. The deployment writes the other tags (role, integration, owner, renews).
 * A policy that denied these tags would make the deployment fail.
 */
export const writtenTags = {
  rotator: patterns(
    Tag.baseUrl,
    Tag.status,
    Tag.accessToken,
    Tag.acceptedVersion,
    Tag.backoff,
    Tag.renewal,
    Tag.minters,
    Tag.contested,
    Tag.outcomes,
    Tag.credentialPrefix,
  ),
  warner: patterns(Tag.warnedPrefix, Tag.said, Tag.reminded),
  operator: patterns(Tag.paused, Tag.pauseNote, Tag.renewalRequest),
} as const;
