import * as z from 'zod/mini';
import type { NetworkProps } from '../../infra/network-props.ts';
import { aws } from './account.ts';

const subnetsResponse = z.object({ Subnets: z.array(z.object({ SubnetId: z.string(), VpcId: z.string() })) });

/** The default VPC of moto's account. */
export async function existingNetwork(): Promise<NetworkProps> {
  const { Subnets } = subnetsResponse.parse(await aws('ec2', 'describe-subnets'));
  const [first] = Subnets;
  return {
    vpcId: first?.VpcId,
    subnetIds: Subnets.filter(({ VpcId }) => VpcId === first?.VpcId).map(({ SubnetId }) => SubnetId),
  };
}
