import {
  CreatePolicyVersionCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListPolicyVersionsCommand,
} from '@aws-sdk/client-iam';
import * as z from 'zod/mini';
import { clientsOf, root } from './account.ts';
import { policy } from './policy.ts';

const { iam } = clientsOf(root);

const oneOrMore = z.pipe(
  z.union([z.string(), z.array(z.string())]),
  z.transform((value) => (typeof value === 'string' ? [value] : value)),
);
const statement = z.looseObject({
  Sid: z.string(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: oneOrMore,
});
const document = z.object({ Statement: z.array(statement) });

/** A statement of a policy; every statement of the stack has a Sid. */
export type Statement = z.infer<typeof statement>;

/** The statements of a managed policy. */
export async function statementsOf(PolicyArn: string): Promise<readonly Statement[]> {
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  const { PolicyVersion } = await iam.send(
    new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId }),
  );
  return document.parse(JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ''))).Statement;
}

/** Replaces the statements of a managed policy. IAM keeps five versions, so this deletes the old versions. */
export async function changePolicy(PolicyArn: string, statements: readonly Statement[]): Promise<void> {
  await iam.send(
    new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: policy(...statements), SetAsDefault: true }),
  );
  const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
  for (const { VersionId, IsDefaultVersion } of Versions) {
    if (IsDefaultVersion !== true) await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
  }
}
