import type { ServiceDependencies, Service } from '../operation.ts';

/** STS, for `aws sts get-caller-identity`. */
export function sts({ accountId }: ServiceDependencies): Service {
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
