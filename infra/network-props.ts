/** An existing network to put both functions into. */
export interface NetworkProps {
  /**
   * Id of the VPC.
   *
   * @default - `vpcName`
   */
  readonly vpcId?: string | undefined;

  /**
   * Value of the VPC's tag `Name`. It is looked up in the account when the stack is synthesised.
   *
   * @default - `vpcId`
   */
  readonly vpcName?: string | undefined;

  /**
   * Ids of the subnets. Lambda gives a function no public address: they need a NAT gateway or endpoints and a proxy.
   *
   * @default - `subnetGroupName`
   */
  readonly subnetIds?: readonly string[] | undefined;

  /**
   * Name of a group of subnets, from their tag `aws-cdk:subnet-name` or `Name`. It is looked up.
   *
   * @default - the private subnets that have a NAT gateway, which are looked up
   */
  readonly subnetGroupName?: string | undefined;

  /**
   * Ids of the functions' security groups. They must let HTTPS out to Alation, to AWS and to the proxy.
   *
   * @default - a new one that lets out HTTPS, and the port of `httpsProxy`
   */
  readonly securityGroupIds?: readonly string[] | undefined;

  /**
   * Names of the functions' security groups. They are looked up.
   *
   * @default - `securityGroupIds`
   */
  readonly securityGroupNames?: readonly string[] | undefined;

  /**
   * Interface endpoints to make in these subnets, of `secretsmanager`, `sns` and `events`. They serve these functions
   * alone: the rest of the VPC goes on as it did.
   *
   * @default - none
   */
  readonly endpoints?: readonly ('secretsmanager' | 'sns' | 'events')[] | undefined;
}
