import type * as z from 'zod/mini';
import { AwsError } from './aws-error.ts';

type Issue = z.core.$ZodIssue;

function memberName(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `${part + 1}.member` : String(part)))
    .map((part) => part.charAt(0).toLowerCase() + part.slice(1))
    .join('.');
}

function constraint(issue: Issue): string {
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'number'
        ? `Member must have value greater than or equal to ${issue.minimum}`
        : `Member must have length greater than or equal to ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'number'
        ? `Member must have value less than or equal to ${issue.maximum}`
        : `Member must have length less than or equal to ${issue.maximum}`;
    case 'invalid_value':
      return `Member must satisfy enum value set: [${issue.values.map(String).join(', ')}]`;
    case 'invalid_type':
      return 'Member must not be null';
    default:
      return issue.message;
  }
}

function memberAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value: unknown = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, part) as unknown;
  }
  return value;
}

/**
 * Reads the parameters of a request. Throws SerializationException for a wrong JSON type and ValidationException for a
 * broken constraint, as AWS does. The messages quote no value, because a value may be secret.
 *
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html
 */
export function parseInput<T>(schema: z.ZodMiniType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const wrongType = issues.find(
    (issue) => issue.code === 'invalid_type' && (memberAt(input, issue.path) ?? undefined) !== undefined,
  );
  if (wrongType?.code === 'invalid_type') {
    throw new AwsError(
      'SerializationException',
      `Value at '${memberName(wrongType.path)}' has the wrong type; expected ${wrongType.expected}`,
    );
  }
  const details = issues.map(
    (issue) => `Value at '${memberName(issue.path)}' failed to satisfy constraint: ${constraint(issue)}`,
  );
  const noun = details.length === 1 ? 'validation error' : 'validation errors';
  throw new AwsError('ValidationException', `${details.length} ${noun} detected: ${details.join('; ')}`);
}
