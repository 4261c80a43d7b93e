import * as z from 'zod/mini';

/** Name or ARN of a secret. */
export const secretId = z.string().check(z.minLength(1), z.maxLength(2048));

/** The VersionId of the version to make. */
export const clientRequestToken = z.nullish(z.string().check(z.minLength(32), z.maxLength(64)));

/** The VersionId of a version that is there. */
export const versionId = z.nullish(z.string().check(z.minLength(32), z.maxLength(64)));

/** A staging label. */
export const versionStage = z.string().check(z.minLength(1), z.maxLength(256));

/** What a secret is for, in words. */
export const description = z.nullish(z.string().check(z.maxLength(2048)));

/** The key a secret is encrypted with. */
export const kmsKeyId = z.nullish(z.string().check(z.maxLength(2048)));

/** Page length. */
export const maxResults = z.nullish(z.int().check(z.minimum(1), z.maximum(100)));

/** Where the next page begins. */
export const nextToken = z.nullish(z.string().check(z.minLength(1), z.maxLength(4096)));
