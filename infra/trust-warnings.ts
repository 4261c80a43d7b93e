import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from './settings-schema.ts';

/** The domain in which Alation gives each of its customers a host. */
const EVERY_CUSTOMER = '*.alationcloud.com';

/**
 * Warns if only the IAM policies of the account protect the credentials, and if credentials may be sent to the Alation of
 * any customer.
 */
export function warnOfTrust(scope: Construct, { operators, allowedHosts }: Settings): void {
  if (operators.length === 0) {
    Annotations.of(scope).addWarningV2(
      'alation-token-rotator:openCredentials',
      'IAM policies alone decide who can read the credentials and change the state in tags: the policies of the secrets deny only the readers and the warner. Set operators to the roles that may read credentials',
    );
  }
  if (allowedHosts.length === 1 && allowedHosts[0] === EVERY_CUSTOMER) {
    Annotations.of(scope).addWarningV2(
      'alation-token-rotator:everyCustomer',
      `allowedHosts is ${EVERY_CUSTOMER}, so a wrong base_url could send credentials to the Alation of another customer: name the host of your Alation, e.g. acme.alationcloud.com`,
    );
  }
}
