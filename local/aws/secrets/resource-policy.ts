import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import type { ServiceDependencies, Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { secretId } from './request-members.ts';
import type { SecretStore } from './store.ts';

const policyDocument = z.looseObject({
  Statement: z.array(
    z.looseObject({
      Effect: z.enum(['Allow', 'Deny']),
      Principal: z.optional(z.unknown()),
      Condition: z.optional(z.unknown()),
    }),
  ),
});

type PolicyDocument = z.infer<typeof policyDocument>;

function readPolicy(text: string): PolicyDocument {
  try {
    return policyDocument.parse(JSON.parse(text));
  } catch {
    throw new AwsError('MalformedPolicyDocumentException', 'This resource policy contains invalid Json');
  }
}

/** Whether a policy gives every principal access without a condition. This server detects no other broad access. */
function isPublic({ Statement }: PolicyDocument): boolean {
  return Statement.some(
    ({ Effect, Principal, Condition }) =>
      Effect === 'Allow' &&
      Condition === undefined &&
      /^(?:"\*"|\{"AWS":(?:"\*"|\["\*"\])\})$/.test(JSON.stringify(Principal) ?? ''),
  );
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html */
export function putResourcePolicy({ clock }: ServiceDependencies, store: SecretStore): Operation {
  const putResourcePolicyRequest = z.object({
    SecretId: secretId,
    ResourcePolicy: z.string().check(z.minLength(1), z.maxLength(20_480)),
    BlockPublicPolicy: z.nullish(z.boolean()),
  });
  return (input) => {
    const request = parseInput(putResourcePolicyRequest, input);
    const secret = store.requireActive(request.SecretId);
    if (isPublic(readPolicy(request.ResourcePolicy)) && request.BlockPublicPolicy === true) {
      throw new AwsError(
        'PublicPolicyException',
        'The resource policy did not prevent broad access to the secret.',
      );
    }
    store.put({ ...secret, resourcePolicy: request.ResourcePolicy, lastChangedAt: clock.now() });
    return { ARN: secret.arn, Name: secret.name };
  };
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetResourcePolicy.html */
export function getResourcePolicy(store: SecretStore): Operation {
  const getResourcePolicyRequest = z.object({ SecretId: secretId });
  return (input) => {
    const secret = store.requireActive(parseInput(getResourcePolicyRequest, input).SecretId);
    return { ARN: secret.arn, Name: secret.name, ResourcePolicy: secret.resourcePolicy };
  };
}
