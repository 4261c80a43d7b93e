import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import type { SecretData } from './secret.ts';
import { invalidParameter } from './secret-errors.ts';

/** Maximum size of a value in bytes (quotas page of Secrets Manager). */
const MAX_BYTES = 65_536;

/** The members of a request that contain the value of a secret. */
export const valueMembers = {
  SecretString: z.nullish(z.string().check(z.minLength(1))),
  SecretBinary: z.nullish(z.string().check(z.minLength(1))),
};

const tooLong = (member: string): AwsError =>
  new AwsError(
    'ValidationException',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: ` +
      `Member must have length less than or equal to ${MAX_BYTES}`,
  );

/**
 * The value in a request, undefined if the request has no value. Throws InvalidParameterException for two values and for
 * a SecretBinary that decodes to 0 bytes, and ValidationException for more than 65,536 bytes.
 */
export function dataOf(request: {
  readonly SecretString?: string | null | undefined;
  readonly SecretBinary?: string | null | undefined;
}): SecretData | undefined {
  const text = request.SecretString ?? undefined;
  const base64 = request.SecretBinary ?? undefined;
  if (text !== undefined && base64 !== undefined) {
    throw invalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  if (text !== undefined) {
    if (Buffer.byteLength(text) > MAX_BYTES) throw tooLong('secretString');
    return { kind: 'string', text };
  }
  if (base64 === undefined) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length === 0) throw invalidParameter('SecretBinary is not base64.');
  if (bytes.length > MAX_BYTES) throw tooLong('secretBinary');
  return { kind: 'binary', base64: bytes.toString('base64') };
}

/** Whether two values have the same kind and content. */
export function sameData(one: SecretData, other: SecretData): boolean {
  if (one.kind === 'string') return other.kind === 'string' && one.text === other.text;
  return other.kind === 'binary' && one.base64 === other.base64;
}

/** The value as members of a response. */
export function valueMembersOf(data: SecretData): { SecretString: string } | { SecretBinary: string } {
  return data.kind === 'string' ? { SecretString: data.text } : { SecretBinary: data.base64 };
}
