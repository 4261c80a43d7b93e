import * as z from 'zod/mini';
import type { Secret } from './secret.ts';

/** Filters of ListSecrets and BatchGetSecretValue. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html */
export const filterList = z
  .array(
    z.object({
      Key: z.enum(['description', 'name', 'tag-key', 'tag-value', 'primary-region', 'owning-service', 'all']),
      Values: z
        .array(
          z
            .string()
            .check(
              z.maxLength(512),
              z.regex(
                /^!?[a-zA-Z0-9 :_@/+=.\-!]*$/,
                'Member must satisfy regular expression pattern: ^\\!?[a-zA-Z0-9 :_@\\/\\+\\=\\.\\-\\!]*$',
              ),
            ),
        )
        .check(z.minLength(1), z.maxLength(10)),
    }),
  )
  .check(z.maxLength(10));

/** A list of filters. */
export type Filters = z.infer<typeof filterList>;

type FilterKey = Filters[number]['Key'];

/** The texts that a filter compares. This server has no replicas and no secrets of other services. */
function attributes(secret: Secret, key: FilterKey): readonly string[] {
  switch (key) {
    case 'name':
      return [secret.name];
    case 'description':
      return secret.description === undefined ? [] : [secret.description];
    case 'tag-key':
      return [...secret.tags.keys()];
    case 'tag-value':
      return [...secret.tags.values()];
    case 'primary-region':
    case 'owning-service':
      return [];
    case 'all':
      return [secret.name, secret.description ?? '', ...secret.tags.keys(), ...secret.tags.values()];
    default:
      return key satisfies never;
  }
}

const words = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^a-z0-9]+/u)
    .filter((word) => word !== '');

function matchesValue(secret: Secret, key: FilterKey, value: string): boolean {
  const found = attributes(secret, key);
  switch (key) {
    case 'all': {
      const foundWords = found.flatMap(words);
      return words(value).every((word) => foundWords.some((other) => other.startsWith(word)));
    }
    case 'description': {
      const lower = value.toLowerCase();
      return found.some((text) => text.toLowerCase().startsWith(lower));
    }
    case 'name':
    case 'tag-key':
    case 'tag-value':
    case 'primary-region':
    case 'owning-service':
      return found.some((text) => text.startsWith(value));
    default:
      return key satisfies never;
  }
}

/**
 * Whether a secret passes every filter. A secret passes a filter if the secret matches no value that follows a `!`, and at
 * least one of the other values, if there are any.
 */
export function matchesFilters(secret: Secret, filters: Filters): boolean {
  return filters.every(({ Key, Values }) => {
    const excluded = Values.filter((value) => value.startsWith('!'));
    const wanted = Values.filter((value) => !value.startsWith('!'));
    return (
      !excluded.some((value) => matchesValue(secret, Key, value.slice(1))) &&
      (wanted.length === 0 || wanted.some((value) => matchesValue(secret, Key, value)))
    );
  });
}
