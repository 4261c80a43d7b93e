import { AwsError } from '../aws-error.ts';
import type { ServiceDependencies } from '../operation.ts';
import type { LocalFunction, LocalFunctions } from './local-function.ts';

/** A function with its name and ARN. */
export interface FoundFunction extends LocalFunction {
  readonly name: string;
  readonly arn: string;
}

/**
 * Finds a function by name, ARN or part of an ARN, with or without a version or alias. Throws
 * ResourceNotFoundException.
 */
export function findFunction(
  { region, accountId }: ServiceDependencies,
  functions: LocalFunctions,
  requested: string,
): FoundFunction {
  const name = /^(?:.*:?function:)?([\w-]+)(?::[\w$-]+)?$/.exec(requested)?.[1] ?? '';
  const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  const found = functions.get(name);
  if (found === undefined) throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
  return { ...found, name, arn };
}
