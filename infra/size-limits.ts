import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnResourcePolicy, CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IConstruct } from 'constructs';
import { asDeployed } from './deployed-size.ts';
import { countForeignTags, FREE_TAGS, OWN_TAGS } from './free-tags.ts';
import type { Settings } from './settings-schema.ts';

/** Something that AWS limits, and in words of the settings what to do when there is too much of it. */
interface Limited {
  readonly size: number;
  readonly allowed: number;
  /** `<setting> must …` */
  readonly demand: string;
  /** `… has at most` */
  readonly because: string;
  readonly unit: 'characters' | 'bytes' | 'tags';
  readonly advice: string;
}

const FEWER_IN_ALL = 'integrations.<name>.readers must name fewer different roles in all';
const OWN_POLICIES =
  'Roles of this account need not be named where their own IAM policies let them read the secret and use its key.';

/**
 * Refuses at synthesis what AWS would refuse in the middle of a deployment because it is too much. Every list that the
 * settings leave open in its length ends up in one of these.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export function refuseOversize(rotator: IConstruct, settings: Settings): void {
  rotator.node.addValidation({
    // With an existing key the credentials of all integrations have one policy, and one problem.
    validate: () => [
      ...new Set(rotator.node.findAll().flatMap((construct) => problemsOf(construct, settings))),
    ],
  });
}

function problemsOf(construct: IConstruct, settings: Settings): string[] {
  const limited = limitedPartOf(construct, settings);
  if (limited === undefined) return [];
  const { size, allowed, demand, because, unit, advice } = limited;
  if (size <= allowed) return [];
  return [`${demand}, because ${because} ${inWords(allowed)} ${unit}, got: ${inWords(size)}. ${advice}`];
}

function limitedPartOf(construct: IConstruct, settings: Settings): Limited | undefined {
  if (construct instanceof CfnResourcePolicy) return secretPolicy(construct, settings);
  if (construct instanceof CfnKey) return keyPolicy(construct, settings);
  if (construct instanceof CfnManagedPolicy) return rolePolicy(construct);
  if (construct instanceof CfnFunction) return environment(construct);
  if (construct instanceof CfnSecret) return tags(construct);
  return undefined;
}

function secretPolicy(policy: CfnResourcePolicy, { kmsKeyArn }: Settings): Limited {
  const namesAllReaders = policy.node.id === 'Credentials' && kmsKeyArn !== undefined;
  return {
    size: jsonSize(policy, policy.resourcePolicy),
    allowed: 20_480,
    demand: namesAllReaders
      ? FEWER_IN_ALL
      : `integrations.${policy.node.scope?.node.id}.readers must name fewer roles`,
    because: 'the resource policy of a secret has at most',
    unit: 'characters',
    advice: namesAllReaders ? 'With operators the credentials name no reader.' : OWN_POLICIES,
  };
}

function keyPolicy(key: CfnKey, { operators }: Settings): Limited {
  return {
    size: jsonSize(key, key.keyPolicy),
    allowed: 32_768,
    demand: FEWER_IN_ALL,
    because: 'the policy of a KMS key has at most',
    unit: 'characters',
    advice: `${operators.length > 0 ? '' : 'With operators each is named once, not twice. '}${OWN_POLICIES}`,
  };
}

function rolePolicy(policy: CfnManagedPolicy): Limited {
  return {
    size: jsonSize(policy, policy.policyDocument),
    allowed: 6_144,
    demand: 'integrations.<name>.replicas must name fewer different keys in all',
    because: 'a managed policy has at most',
    unit: 'characters',
    advice: 'One key for each Region can serve all integrations.',
  };
}

function environment(lambda: CfnFunction): Limited {
  const isWarner = lambda.node.path.includes('/Warner/');
  return {
    size: jsonSize(lambda, lambda.environment),
    allowed: 4_096,
    demand: `${isWarner ? 'chatChannels' : 'allowedHosts'} or noProxy must be shorter`,
    because: 'the environment of a function has at most',
    unit: 'bytes',
    advice: isWarner
      ? 'A channel without a filter takes the least room.'
      : 'In allowedHosts *.example.com stands for every subdomain of example.com.',
  };
}

function tags(secret: CfnSecret): Limited {
  return {
    size: countForeignTags(secret),
    allowed: FREE_TAGS,
    demand: 'tags must be fewer',
    because: `besides the ${OWN_TAGS} of the rotator a secret has room for at most`,
    unit: 'tags',
    advice: 'Those that an app of your own puts on the stack count as well.',
  };
}

/** Bytes of a value in JSON as AWS gets it. IAM does not count white space, and here is none. */
function jsonSize(scope: IConstruct, value: unknown): number {
  return Buffer.byteLength(JSON.stringify(asDeployed(scope, value)) ?? '');
}

function inWords(count: number): string {
  return count.toLocaleString('en');
}
