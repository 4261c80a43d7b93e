import * as z from 'zod/mini';
import { listOf, reference, someOf, text } from './schema-elements.ts';

/** Services that the functions call. In a VPC without internet access each needs an interface endpoint. */
export const ENDPOINT_SERVICES = ['secretsmanager', 'sns', 'events'] as const;

const name = text(/^[^\s].{0,254}$/, 'must be 1 to 255 characters and not begin with a space');

/** The network of the functions. `NetworkProps` explains each setting. */
export const networkSchema = z.strictObject(
  {
    vpcId: z.optional(
      reference(/^vpc-[0-9a-f]{8,17}$/, 'must be the id of a VPC such as vpc-0123456789abcdef0'),
    ),
    vpcName: z.optional(name),
    subnetIds: z.optional(
      someOf(
        reference(/^subnet-[0-9a-f]{8,17}$/, 'must be the id of a subnet such as subnet-0123456789abcdef0'),
        'must be a list of subnet ids',
        'subnet id',
      ),
    ),
    subnetGroupName: z.optional(name),
    securityGroupIds: z.optional(
      someOf(
        reference(/^sg-[0-9a-f]{8,17}$/, 'must be the id of a security group such as sg-0123456789abcdef0'),
        'must be a list of security group ids',
        'security group id',
      ),
    ),
    securityGroupNames: z.optional(someOf(name, 'must be a list of security group names', 'name')),
    endpoints: z._default(
      listOf(
        z.enum(ENDPOINT_SERVICES, 'must be secretsmanager, sns or events'),
        'must be a list of services, each secretsmanager, sns or events',
      ),
      [],
    ),
  },
  'must be an object with vpcId or vpcName',
);

/** The address of a proxy. */
export const proxyUrl = text(
  /^https?:\/\/[a-z0-9.-]+(?::\d{1,5})?\/?$/i,
  'must be http:// or https:// and a host, with or without a port, and without user name and password',
);

/** Hosts that are reached without the proxy. */
export const noProxyHosts = listOf(
  text(
    /^(?:\*|\.?[a-z0-9*][a-z0-9.*-]*(?::\d{1,5})?)$/i,
    'must be a host, or a domain with a dot before it such as .amazonaws.com',
  ),
  'must be a list of hosts and domains',
);
