/** An existing network for both functions. */
export interface NetworkProps {
  /**
   * Id of the VPC.
   *
   * @default - looked up by `vpcName`
   */
  readonly vpcId?: string | undefined;

  /**
   * Value of the VPC's tag `Name`, instead of `vpcId`. `cdk synth` looks it up in the account.
   *
   * @default - none: give `vpcId`
   */
  readonly vpcName?: string | undefined;

  /**
   * Ids of the subnets. They need a NAT gateway, or endpoints and a proxy: Lambda gives a function no public address.
   *
   * @default - looked up by `subnetGroupName`
   */
  readonly subnetIds?: readonly string[] | undefined;

  /**
   * Name of a group of subnets, from their tag `aws-cdk:subnet-name` or `Name`. `cdk synth` looks it up.
   *
   * @default - the private subnets with a NAT gateway; `cdk synth` looks them up
   */
  readonly subnetGroupName?: string | undefined;

  /**
   * Ids of the functions' security groups. They must allow outgoing HTTPS to Alation and AWS, and the proxy's port.
   *
   * @default - a new one that allows outgoing HTTPS and the port of `httpsProxy`
   */
  readonly securityGroupIds?: readonly string[] | undefined;

  /**
   * Names of the functions' security groups. `cdk synth` looks them up.
   *
   * @default - none: `securityGroupIds` decides
   */
  readonly securityGroupNames?: readonly string[] | undefined;

  /**
   * Interface endpoints to create in these subnets, of `secretsmanager`, `sns` and `events`. Only the functions use
   * them; nothing changes for the rest of the VPC.
   *
   * @default - none
   */
  readonly endpoints?: readonly ('secretsmanager' | 'sns' | 'events')[] | undefined;
}
