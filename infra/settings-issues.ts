import type * as z from 'zod/mini';
import { settingsSchema } from './settings-schema.ts';
import { shownValue } from './shown-value.ts';

type Issue = z.core.$ZodIssue;

/**
 * Says in one line each what is wrong with the settings: `<setting> must be …, got: <value>`.
 *
 * @param issues what zod found
 * @param input the settings as they were given
 */
export function describeIssues(issues: readonly Issue[], input: unknown): string[] {
  return issues.flatMap((issue) => describeIssue(issue, input));
}

function describeIssue(issue: Issue, input: unknown): string[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      // The value is not shown: an unknown setting may well be a refresh token that was put in the wrong place.
      return issue.keys.map(
        (key) =>
          `${pathOf([...issue.path, key])} is not a setting, allowed: ${allowedAt(issue.path).join(', ')}`,
      );
    case 'invalid_key':
      return issue.issues.map((inner) => `${pathOf(issue.path)} ${inner.message}`);
    default:
      return [`${pathOf(issue.path)} ${issue.message}, got: ${shown(valueAt(input, issue.path), issue)}`];
  }
}

function allowedAt(path: readonly PropertyKey[]): string[] {
  let schema: unknown = settingsSchema;
  for (const key of path) {
    schema = inside(schema);
    schema =
      memberOf(schema, 'shape', key) ??
      memberOf(schema, 'def', 'valueType') ??
      memberOf(schema, 'def', 'element');
  }
  return Object.keys(memberOf(inside(schema), 'shape') ?? {});
}

/** What an optional setting, or one with a default, is when it is given. */
function inside(schema: unknown): unknown {
  const inner = memberOf(schema, 'def', 'innerType');
  return inner === undefined ? schema : inside(inner);
}

function memberOf(value: unknown, ...path: PropertyKey[]): object | undefined {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Reflect.get(found, key);
  }
  return typeof found === 'object' && found !== null ? found : undefined;
}

function pathOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'alation-token-rotator';
  return path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

function shown(value: unknown, issue: Issue): string {
  if (value === undefined) return 'nothing';
  // Text in the place of an object says nothing about the mistake, and may be a secret.
  const expectsObject =
    issue.code === 'invalid_type' && (issue.expected === 'object' || issue.expected === 'record');
  if (expectsObject) return Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`;
  return shownValue(value, { isEmail: issue.message?.includes('e-mail') });
}
