import { Token } from 'aws-cdk-lib';
import * as z from 'zod/mini';
import { flag, keyArn, owner, roleArns, text } from './schema-elements.ts';

const replica = z
  .strictObject(
    {
      region: text(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'must be an AWS Region such as eu-west-1'),
      kmsKeyArn: z.optional(keyArn),
    },
    'must be an object with a region',
  )
  .check(
    z.refine(
      ({ region, kmsKeyArn = '' }) =>
        kmsKeyArn === '' || Token.isUnresolved(kmsKeyArn) || kmsKeyArn.split(':')[3] === region,
      { message: 'must be the ARN of a KMS key in the Region of its replica', path: ['kmsKeyArn'] },
    ),
  );

/** One integration of the settings. `IntegrationProps` explains each setting. */
export const integrationSchema = z.strictObject(
  {
    owner: z.optional(owner),
    readers: z._default(roleArns, []),
    renewRefreshTokens: z.optional(flag),
    replicas: z._default(
      z.array(replica, 'must be a list of objects with a region').check(
        z.refine(
          (replicas) => new Set(replicas.map(({ region }) => region)).size === replicas.length,
          'must not name a Region twice',
        ),
        z.maxLength(10, 'must name at most 10 Regions'),
      ),
      [],
    ),
  },
  'must be an object, e.g. {}',
);
