import { CfnOutput } from 'aws-cdk-lib';
import { Peer, Port, SecurityGroup, Subnet, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { portsOf } from './host-schema.ts';
import { ServiceEndpoints } from './service-endpoints.ts';
import type { NetworkSettings } from './settings-schema.ts';

/** The network, and the proxy and the hosts that the functions reach from it. */
export interface FunctionNetworkProps {
  readonly network: NetworkSettings;
  readonly allowedHosts: readonly string[];
  readonly httpsProxy: string | undefined;
}

const UNUSED = 'unused';

/**
 * An existing VPC for the functions. If the settings contain only ids, the CDK looks nothing up, and the template
 * depends only on the settings.
 */
export class FunctionNetwork extends Construct {
  readonly vpc: IVpc;
  readonly vpcSubnets: SubnetSelection;
  readonly securityGroups: ISecurityGroup[];
  readonly endpoints: ServiceEndpoints;

  constructor(scope: Construct, id: string, { network, httpsProxy, allowedHosts }: FunctionNetworkProps) {
    super(scope, id);
    const proxyPort = httpsProxy === undefined ? 443 : portOf(httpsProxy);

    this.vpc = this.findVpc(network);
    this.vpcSubnets = this.findSubnets(network);
    this.securityGroups = this.findSecurityGroups(network, [...portsOf(allowedHosts), proxyPort]);
    this.endpoints = new ServiceEndpoints(this, 'Endpoints', {
      vpc: this.vpc,
      vpcSubnets: this.vpcSubnets,
      securityGroups: this.securityGroups,
      services: network.endpoints,
    });
  }

  private findVpc({ vpcId, vpcName, subnetIds }: NetworkSettings): IVpc {
    if (vpcId !== undefined && subnetIds !== undefined) {
      // With `subnetIds` the availability zones have no effect, but the CDK requires at least one zone.
      return Vpc.fromVpcAttributes(this, 'Vpc', { vpcId, availabilityZones: [UNUSED] });
    }
    return Vpc.fromLookup(this, 'Vpc', vpcId === undefined ? { vpcName } : { vpcId });
  }

  private findSubnets({ subnetIds, subnetGroupName }: NetworkSettings): SubnetSelection {
    if (subnetIds !== undefined) {
      // The stack changes no routes. Without a value the CDK would warn about unknown route tables.
      const routeTableId = UNUSED;
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
    ports: readonly number[],
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
      description: 'The functions of the Alation token rotator: outbound HTTPS, nothing inbound',
      allowAllOutbound: false,
    });
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'Alation and AWS');
    for (const port of new Set(ports)) {
      if (port !== 443)
        group.addEgressRule(Peer.anyIpv4(), Port.tcp(port), 'Alation on a port other than 443, or the proxy');
    }
    new CfnOutput(this, 'SecurityGroupId', {
      value: group.securityGroupId,
      description: 'Security group of the functions, for inbound rules of other security groups',
    });
    return [group];
  }
}

function portOf(url: string): number {
  const { protocol, port } = new URL(url);
  return Number(port) || (protocol === 'http:' ? 80 : 443);
}

/** Whether the CDK must look this network up, and so needs the account and the Region. */
export function needsLookup(network: NetworkSettings | undefined): boolean {
  if (network === undefined) return false;
  const { vpcId, subnetIds, securityGroupNames } = network;
  return vpcId === undefined || subnetIds === undefined || securityGroupNames !== undefined;
}
