import { Fn } from 'aws-cdk-lib';
import {
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  Peer,
  Port,
  SecurityGroup,
} from 'aws-cdk-lib/aws-ec2';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { NetworkSettings } from './settings-schema.ts';

type Service = NetworkSettings['endpoints'][number];

/** The network of the functions, and the services with their own endpoints. */
export interface ServiceEndpointsProps {
  readonly vpc: IVpc;
  readonly vpcSubnets: SubnetSelection;
  readonly securityGroups: readonly ISecurityGroup[];
  readonly services: readonly Service[];
}

/** The AWS service, and the environment variable with its address for the SDK. */
const known: Readonly<Record<Service, readonly [InterfaceVpcEndpointAwsService, string]>> = {
  secretsmanager: [InterfaceVpcEndpointAwsService.SECRETS_MANAGER, 'AWS_ENDPOINT_URL_SECRETS_MANAGER'],
  sns: [InterfaceVpcEndpointAwsService.SNS, 'AWS_ENDPOINT_URL_SNS'],
  events: [InterfaceVpcEndpointAwsService.EVENTBRIDGE, 'AWS_ENDPOINT_URL_EVENTBRIDGE'],
};

/** Domain of the endpoints' names. */
export const ENDPOINT_DOMAIN = '.vpce.amazonaws.com';

/**
 * Interface endpoints for these functions only, without a private DNS name. A private name would send the traffic of the
 * whole VPC to this service through the endpoint, and a VPC can have only one such name for each service. Environment
 * variables pass the names of the endpoints to the SDK.
 *
 * KMS, CloudWatch Logs and the dead-letter queue need no endpoint, because AWS calls them on behalf of the functions.
 */
export class ServiceEndpoints extends Construct {
  /** Environment variables that point the SDK at the endpoints. */
  readonly environment: Readonly<Record<string, string>>;
  private readonly endpoints: readonly InterfaceVpcEndpoint[];

  constructor(
    scope: Construct,
    id: string,
    { vpc, vpcSubnets, securityGroups, services }: ServiceEndpointsProps,
  ) {
    super(scope, id);

    const created = services.map((service) => {
      const group = new SecurityGroup(this, `${service}-SecurityGroup`, {
        vpc,
        description: `HTTPS from the Alation token rotator to ${service}`,
        allowAllOutbound: false,
      });
      for (const from of securityGroups) {
        group.addIngressRule(Peer.securityGroupId(from.securityGroupId), Port.tcp(443));
      }
      const [awsService, variable] = known[service];
      const endpoint = new InterfaceVpcEndpoint(this, service, {
        vpc,
        service: awsService,
        subnets: vpcSubnets,
        securityGroups: [group],
        open: false,
        privateDnsEnabled: false,
      });
      // Each entry is "<hosted zone>:<name>". The first entry is the name for the whole Region.
      // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-vpcendpoint.html
      const name = Fn.select(1, Fn.split(':', Fn.select(0, endpoint.vpcEndpointDnsEntries)));
      return { endpoint, variable, url: `https://${name}` };
    });
    this.endpoints = created.map(({ endpoint }) => endpoint);
    this.environment = Object.fromEntries(created.map(({ variable, url }) => [variable, url]));
  }

  /** Allows only these roles to use the endpoints. Their own policies decide what they may do. */
  allow(...roles: readonly IRole[]): void {
    for (const endpoint of this.endpoints) {
      endpoint.addToPolicy(
        new PolicyStatement({
          sid: 'RolesOfTheTokenRotator',
          principals: [new AnyPrincipal()],
          actions: ['*'],
          resources: ['*'],
          conditions: { ArnEquals: { 'aws:PrincipalArn': roles.map((role) => role.roleArn) } },
        }),
      );
    }
  }
}
