import * as z from 'zod/mini';
import { invalidParameter } from './secret-errors.ts';

const MAX_TAGS = 50;
/** Letters, digits and spaces of any script, and `+ - = . _ : / @` (TagResource, API Reference). */
const ALLOWED = /^[\p{L}\p{N}\p{Z}+\-=._:/@]*$/u;

/** A list of tags in a request. */
export const tagList = z.array(
  z.object({
    Key: z.string().check(z.minLength(1), z.maxLength(128)),
    Value: z.optional(z.string().check(z.maxLength(256))),
  }),
);

/** A list of tag keys in a request. */
export const tagKeyList = z.array(z.string().check(z.minLength(1), z.maxLength(128)));

function checkText(text: string, what: string): void {
  if (!ALLOWED.test(text)) {
    throw invalidParameter(
      `The tag ${what} has characters that are not allowed. Allowed: letters, digits, spaces and +-=._:/@`,
    );
  }
}

function checkKey(key: string): void {
  checkText(key, 'key');
  if (key.toLowerCase().startsWith('aws:')) {
    throw invalidParameter(`Got the tag key ${key}. Keys that begin with aws: are reserved for AWS.`);
  }
}

/** The tags, with the given tags added or replaced. Throws InvalidParameterException. */
export function withTags(
  tags: ReadonlyMap<string, string>,
  added: z.infer<typeof tagList>,
): ReadonlyMap<string, string> {
  const keys = new Set(added.map(({ Key }) => Key));
  if (keys.size !== added.length) throw invalidParameter('Tag keys must be unique within a request.');
  const merged = new Map(tags);
  for (const { Key, Value = '' } of added) {
    checkKey(Key);
    checkText(Value, 'value');
    merged.set(Key, Value);
  }
  if (merged.size > MAX_TAGS) {
    throw invalidParameter(`The secret would have ${merged.size} tags; at most ${MAX_TAGS} are allowed.`);
  }
  return merged;
}

/** The tags without these keys. Unknown keys are ignored. Throws InvalidParameterException for a key that is not allowed. */
export function withoutTags(
  tags: ReadonlyMap<string, string>,
  keys: readonly string[],
): ReadonlyMap<string, string> {
  const kept = new Map(tags);
  for (const key of keys) {
    checkKey(key);
    kept.delete(key);
  }
  return kept;
}

/** Tags in the form of a response. */
export function tagMembers(tags: ReadonlyMap<string, string>): { Key: string; Value: string }[] {
  return Array.from(tags, ([Key, Value]) => ({ Key, Value }));
}
