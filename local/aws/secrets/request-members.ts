import * as z from 'zod/mini';

/** Name or ARN of a secret. */
export const secretId = z.string().check(z.minLength(1), z.maxLength(2048));

/** The VersionId of a new version. */
export const clientRequestToken = z.nullish(z.string().check(z.minLength(32), z.maxLength(64)));

/** The VersionId of an existing version. */
export const versionId = z.nullish(z.string().check(z.minLength(32), z.maxLength(64)));

/** A staging label. */
export const versionStage = z.string().check(z.minLength(1), z.maxLength(256));

/** The description of a secret. */
export const description = z.nullish(z.string().check(z.maxLength(2048)));

/** The key that encrypts a secret. */
export const kmsKeyId = z.nullish(z.string().check(z.maxLength(2048)));

/** Secrets or versions per page. */
export const maxResults = z.nullish(z.int().check(z.minimum(1), z.maximum(100)));

/** The position of the next page. */
export const nextToken = z.nullish(z.string().check(z.minLength(1), z.maxLength(4096)));
