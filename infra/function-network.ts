import { CfnOutput } from 'aws-cdk-lib';
import { Peer, Port, SecurityGroup, Subnet, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { ServiceEndpoints } from './service-endpoints.ts';
import type { NetworkSettings } from './settings-schema.ts';

/** The network, and the proxy that must be reached from it. */
export interface FunctionNetworkProps {
  readonly network: NetworkSettings;
  readonly httpsProxy: string | undefined;
}

const NOT_LOOKED_AT = 'not looked at';

/**
 * An existing VPC as the functions use it. Ids alone need no look-up: the template then depends on nothing but the
 * settings.
 */
export class FunctionNetwork extends Construct {
  readonly vpc: IVpc;
  readonly vpcSubnets: SubnetSelection;
  readonly securityGroups: ISecurityGroup[];
  readonly endpoints: ServiceEndpoints;

  constructor(scope: Construct, id: string, { network, httpsProxy }: FunctionNetworkProps) {
    super(scope, id);

    this.vpc = this.findVpc(network);
    this.vpcSubnets = this.findSubnets(network);
    this.securityGroups = this.findSecurityGroups(network, httpsProxy);
    this.endpoints = new ServiceEndpoints(this, 'Endpoints', {
      vpc: this.vpc,
      vpcSubnets: this.vpcSubnets,
      securityGroups: this.securityGroups,
      services: network.endpoints,
    });
  }

  private findVpc({ vpcId, vpcName, subnetIds }: NetworkSettings): IVpc {
    if (vpcId !== undefined && subnetIds !== undefined) {
      // The zones matter to nobody who names the subnets, but the CDK counts them.
      return Vpc.fromVpcAttributes(this, 'Vpc', { vpcId, availabilityZones: [NOT_LOOKED_AT] });
    }
    return Vpc.fromLookup(this, 'Vpc', vpcId === undefined ? { vpcName } : { vpcId });
  }

  private findSubnets({ subnetIds, subnetGroupName }: NetworkSettings): SubnetSelection {
    if (subnetIds !== undefined) {
      // Their routes stay as they are; named, so that the CDK does not warn that it does not know them.
      const routeTableId = NOT_LOOKED_AT;
      return {
        subnets: subnetIds.map((subnetId, index) =>
          Subnet.fromSubnetAttributes(this, `Subnet${index}`, { subnetId, routeTableId }),
        ),
      };
    }
    return subnetGroupName === undefined
      ? { subnetType: SubnetType.PRIVATE_WITH_EGRESS }
      : { subnetGroupName };
  }

  private findSecurityGroups(
    { securityGroupIds, securityGroupNames }: NetworkSettings,
    httpsProxy: string | undefined,
  ): ISecurityGroup[] {
    if (securityGroupIds !== undefined) {
      return securityGroupIds.map((groupId, index) =>
        SecurityGroup.fromSecurityGroupId(this, `SecurityGroup${index}`, groupId, { mutable: false }),
      );
    }
    if (securityGroupNames !== undefined) {
      return securityGroupNames.map((name, index) =>
        SecurityGroup.fromLookupByName(this, `SecurityGroup${index}`, name, this.vpc),
      );
    }
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc: this.vpc,
      description: 'The functions of the Alation token rotator: HTTPS out, nothing in',
      allowAllOutbound: false,
    });
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'Alation and AWS');
    const proxyPort = httpsProxy === undefined ? 443 : portOf(httpsProxy);
    if (proxyPort !== 443) group.addEgressRule(Peer.anyIpv4(), Port.tcp(proxyPort), 'The proxy');
    new CfnOutput(this, 'SecurityGroupId', {
      value: group.securityGroupId,
      description: 'Security group of the functions, for rules that let them in elsewhere',
    });
    return [group];
  }
}

function portOf(url: string): number {
  const { protocol, port } = new URL(url);
  return Number(port) || (protocol === 'http:' ? 80 : 443);
}

/** Whether the CDK must ask the account for this network, and so must know which account and Region. */
export function needsLookup(network: NetworkSettings | undefined): boolean {
  if (network === undefined) return false;
  const { vpcId, subnetIds, securityGroupNames } = network;
  return vpcId === undefined || subnetIds === undefined || securityGroupNames !== undefined;
}
