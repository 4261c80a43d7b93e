import type * as z from 'zod/mini';
import { settingsSchema } from './settings-schema.ts';
import { shownValue } from './shown-value.ts';

type Issue = z.core.$ZodIssue;

/**
 * Describes each problem of the settings in one line: `<setting> must be …, got: <value>`.
 *
 * @param issues the findings of zod
 * @param input the unparsed settings
 */
export function describeIssues(issues: readonly Issue[], input: unknown): string[] {
  return issues.flatMap((issue) => describeIssue(issue, input));
}

function describeIssue(issue: Issue, input: unknown): string[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      // The value is not shown: an unknown setting may be a refresh token in the wrong place.
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

/** The schema inside an optional setting, or inside a setting with a default. */
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
  // Text instead of an object does not explain the mistake, and may be a secret.
  const expectsObject =
    issue.code === 'invalid_type' && (issue.expected === 'object' || issue.expected === 'record');
  if (expectsObject) return Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`;
  return shownValue(value, { isEmail: issue.message?.includes('e-mail') });
}
