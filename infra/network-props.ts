/** An existing network for both functions. */
export interface NetworkProps {
  /**
   * Id of the VPC, e.g. `vpc-0123456789abcdef0`.
   *
   * @default - none; set either `vpcId` or `vpcName`
   */
  readonly vpcId?: string | undefined;

  /**
   * Value of the VPC's tag `Name`, e.g. `shared-services`. The CDK looks up the VPC in the account at synthesis.
   *
   * @default - none; set either `vpcId` or `vpcName`
   */
  readonly vpcName?: string | undefined;

  /**
   * Ids of the subnets, e.g. `["subnet-0123456789abcdef0"]`. A function has no public address. The subnets need a NAT
   * gateway, or endpoints and a proxy.
   *
   * @default - none; then `subnetGroupName` applies
   */
  readonly subnetIds?: readonly string[] | undefined;

  /**
   * Name of a group of subnets, e.g. `private`, from their tag `aws-cdk:subnet-name` or `Name`. The CDK looks up the
   * subnets.
   *
   * @default - the private subnets with a NAT gateway; the CDK looks them up
   */
  readonly subnetGroupName?: string | undefined;

  /**
   * Ids of the security groups of the functions, e.g. `["sg-0123456789abcdef0"]`. The groups must allow outbound
   * HTTPS to Alation, AWS and the proxy.
   *
   * @default - a new group that allows outbound HTTPS, and the ports of `allowedHosts` and `httpsProxy`
   */
  readonly securityGroupIds?: readonly string[] | undefined;

  /**
   * Names of the security groups of the functions, e.g. `["outbound-https"]`. The CDK looks up the groups.
   *
   * @default - none; then `securityGroupIds` applies
   */
  readonly securityGroupNames?: readonly string[] | undefined;

  /**
   * Interface endpoints that the stack creates in the subnets of the functions, e.g. `["secretsmanager", "sns", "events"]`.
   * Only the functions use these endpoints: nothing changes for the rest of the VPC.
   *
   * @default - none
   */
  readonly endpoints?: readonly ('secretsmanager' | 'sns' | 'events')[] | undefined;
}
