import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { AwsClients } from './clients.ts';

/** The caller as AWS identifies it. A field that AWS does not return is undefined. */
export interface Caller {
  readonly account: string | undefined;
  /** The end of the ARN: `assumed-role/Operator/ada`. */
  readonly name: string | undefined;
}

/** Asks AWS for the caller. This needs no permission. Never throws, because the result is only for a text. */
export async function callerOf({ sts }: Pick<AwsClients, 'sts'>): Promise<Caller> {
  const { Account, Arn } = await sts
    .send(new GetCallerIdentityCommand())
    .catch(() => ({ Account: undefined, Arn: undefined }));
  return { account: Account, name: Arn?.slice(Arn.lastIndexOf(':') + 1) };
}
