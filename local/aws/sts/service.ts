import type { Environment, Service } from '../operation.ts';

/** STS, as far as `aws sts get-caller-identity` needs it. */
export function sts({ accountId }: Environment): Service {
  return {
    name: 'sts',
    operations: new Map([
      [
        'GetCallerIdentity',
        () => ({ UserId: 'LOCAL', Account: accountId, Arn: `arn:aws:iam::${accountId}:user/local` }),
      ],
    ]),
  };
}
