import { Token } from 'aws-cdk-lib';
import * as z from 'zod/mini';

// Every message completes "<setting> …, got: <value>".

/** A whole number within limits. */
export const wholeNumber = (from: number, to: number) => {
  const message = `must be a whole number from ${from} to ${to}`;
  return z.int(message).check(z.gte(from, message), z.lte(to, message));
};

/** `true` or `false`. */
export const flag = z.boolean('must be true or false');

/** A number within limits. */
export const decimal = (from: number, to: number) => {
  const message = `must be a number from ${from} to ${to}`;
  return z.number(message).check(z.gte(from, message), z.lte(to, message));
};

/** Text that matches this pattern. */
export const text = (pattern: RegExp, message: string) => z.string(message).check(z.regex(pattern, message));

/** Text that matches this pattern, or an unresolved token from the app that uses the construct. */
export const reference = (pattern: RegExp, message: string) =>
  z.string(message).check(z.refine((value) => Token.isUnresolved(value) || pattern.test(value), message));

/** A list without duplicates. */
export const listOf = <T extends z.ZodMiniType<string | number>>(element: T, message: string) =>
  z
    .array(element, message)
    .check(z.refine((values) => new Set(values).size === values.length, 'must not contain duplicates'));

/** A list without duplicates, with at least one entry. */
export const someOf = <T extends z.ZodMiniType<string | number>>(element: T, message: string, noun: string) =>
  listOf(element, message).check(z.minLength(1, `must contain at least one ${noun}`));

/** The ARN of a KMS key. */
export const keyArn = reference(
  /^arn:aws(?:-us-gov)?:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
  'must be the ARN of a KMS key (not of an alias)',
);

/** ARNs of IAM roles. */
export const roleArns = listOf(
  reference(
    /^arn:aws(?:-us-gov)?:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
    'must be the ARN of an IAM role, e.g. arn:aws:iam::111122223333:role/loader',
  ),
  'must be a list of IAM role ARNs',
);

/** The ASCII characters that Secrets Manager allows in the value of a tag. */
export const TAG_TEXT = '[A-Za-z0-9 _.:/=+@-]';

/** A team or an e-mail address. The owner becomes a tag and a message attribute. */
export const owner = text(
  new RegExp(`^(?! )${TAG_TEXT}{1,256}(?<! )$`),
  'must have 1 to 256 characters: letters, digits, spaces (not at either end) and _.:/=+@-',
);
