import { Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { SettingsError } from './settings-error.ts';

/** The partitions in which service names and KMS conditions end with `amazonaws.com`, as in the policies of the stack. */
const SUPPORTED = ['aws', 'aws-us-gov'] as const;

/**
 * Refuses a Region of another partition, such as China. A Region that the CDK does not list counts as supported.
 *
 * @param region of the stack; undefined or a token if it is known only at deployment
 * @throws SettingsError
 */
export function refuseOtherPartitions(region: string | undefined): void {
  if (region === undefined || Token.isUnresolved(region)) return;
  const { partition } = RegionInfo.get(region);
  if (partition === undefined || SUPPORTED.some((supported) => supported === partition)) return;
  throw new SettingsError(
    `the Region must be in the partition ${SUPPORTED.join(' or ')}, because the names of AWS services differ elsewhere, got: ${region} in ${partition}. Deploy into another Region, and let consumers read the access token from there`,
  );
}
