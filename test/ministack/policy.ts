import { ACCOUNT } from './account.ts';

/** A policy document with these statements, as JSON. */
export function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** The ARN of the root user of the account. */
export const ROOT_ARN = `arn:aws:iam::${ACCOUNT}:root`;

/** A trust policy that lets the root user of the account assume the role. */
export const trustsTheAccount = policy({
  Effect: 'Allow',
  Principal: { AWS: ROOT_ARN },
  Action: 'sts:AssumeRole',
});
