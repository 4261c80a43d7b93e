import { callerOf } from './caller.ts';
import type { AwsClients } from './clients.ts';

/**
 * The Region and account in which the command found nothing: `in eu-west-1, account 111122223333`. If AWS does not
 * return the account, only the Region.
 */
export async function whereItLooked({ sts }: AwsClients): Promise<string> {
  const region = await sts.config.region();
  const { account } = await callerOf({ sts });
  return account === undefined ? `in ${region}` : `in ${region}, account ${account}`;
}
