import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from './settings-schema.ts';

/**
 * Says that credentials are as open as the account's IAM policies are. It is how Secrets Manager is used, and right for a
 * start; but nobody should find out from an audit.
 */
export function tellOfOpenCredentials(scope: Construct, { operators }: Settings): void {
  if (operators.length > 0) return;
  Annotations.of(scope).addInfoV2(
    'alation-token-rotator:openCredentials',
    'without operators every principal of this account whose IAM policies allow it can read the credentials, readers and the warner apart: name in operators who may',
  );
}
