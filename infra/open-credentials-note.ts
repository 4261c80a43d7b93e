import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from './settings-schema.ts';

/**
 * Adds a note if only the IAM policies of the account protect the credentials. That is the usual state of a secret,
 * but the operator should know it before an audit.
 */
export function noteOpenCredentials(scope: Construct, { operators }: Settings): void {
  if (operators.length > 0) return;
  Annotations.of(scope).addInfoV2(
    'alation-token-rotator:openCredentials',
    'every role and user whose IAM policies allow it can read the credentials, except readers and the warner: set operators to the roles that may read them',
  );
}
