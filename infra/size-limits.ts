import { CfnResource, Stack } from 'aws-cdk-lib';
import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnResourcePolicy, CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IConstruct } from 'constructs';
import { asDeployed } from './deployed-size.ts';
import { countForeignTags, FREE_TAGS, OWN_TAGS } from './free-tags.ts';
import type { Settings } from './settings-schema.ts';

/** A size that AWS limits, with the setting to change if it is too large. */
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
  'A role of this account needs no entry if its own IAM policies allow it to read the secret and to use the key.';

/**
 * Refuses, at synthesis, each size that AWS would refuse in the middle of a deployment. Every list of the settings without
 * its own limit is part of one of these sizes.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export function refuseOversize(rotator: IConstruct, settings: Settings): void {
  rotator.node.addValidation({
    // With an existing key all credentials secrets have the same policy, so the `Set` keeps one problem for all of them.
    validate: () => [
      ...tooManyResources(rotator),
      ...new Set(rotator.node.findAll().flatMap((construct) => problemsOf(construct, settings))),
    ],
  });
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_RESOURCES = 500;

function tooManyResources(rotator: IConstruct): string[] {
  const count = Stack.of(rotator)
    .node.findAll()
    .filter((one) => CfnResource.isCfnResource(one)).length;
  if (count <= MAX_RESOURCES) return [];
  return [
    `integrations must be fewer, because a CloudFormation stack has at most ${MAX_RESOURCES} resources, got: ${count}. ` +
      'An integration and a chat channel take 4 resources each, an endpoint 2, a shard, a subscription and an alarm 1 each. The rotator ' +
      'also serves integrations whose secrets another stack creates (docs/deployment.md, "More than a hundred integrations").',
  ];
}

function problemsOf(construct: IConstruct, settings: Settings): string[] {
  const limited = limitedPartOf(construct, settings);
  if (limited === undefined) return [];
  const { size, allowed, demand, because, unit, advice } = limited;
  if (size <= allowed) return [];
  return [
    `${demand}, because ${because} ${allowed.toLocaleString('en')} ${unit}, got: ${size.toLocaleString('en')}. ${advice}`,
  ];
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
    advice: namesAllReaders
      ? 'With operators, the policies of the credentials name no reader.'
      : OWN_POLICIES,
  };
}

function keyPolicy(key: CfnKey, { operators }: Settings): Limited {
  return {
    size: jsonSize(key, key.keyPolicy),
    allowed: 32_768,
    demand: FEWER_IN_ALL,
    because: 'the policy of a KMS key has at most',
    unit: 'characters',
    advice: `${operators.length > 0 ? '' : 'With operators, the key policy names each reader once instead of twice. '}${OWN_POLICIES}`,
  };
}

function rolePolicy(policy: CfnManagedPolicy): Limited {
  return {
    size: jsonSize(policy, policy.policyDocument),
    allowed: 6_144,
    demand: 'integrations.<name>.replicas must name fewer different keys in all',
    because: 'a managed policy has at most',
    unit: 'characters',
    advice: 'One key per Region is enough for all integrations.',
  };
}

function environment(lambda: CfnFunction): Limited {
  const isWarner = lambda.node.path.includes('/Warner/');
  return {
    size: jsonSize(lambda, lambda.environment),
    allowed: 4_096,
    demand: `${isWarner ? 'alertEmails, alertSubscriptions, chatChannels' : 'allowedHosts'} or noProxy must be shorter`,
    because: 'the environment of a function has at most',
    unit: 'bytes',
    advice: isWarner
      ? 'One mailing list needs less space than its members. A channel without a filter needs the least space.'
      : 'In allowedHosts, *.example.com allows every subdomain of example.com.',
  };
}

function tags(secret: CfnSecret): Limited {
  return {
    size: countForeignTags(secret),
    allowed: FREE_TAGS,
    demand: 'tags must be fewer',
    because: `a secret with the ${OWN_TAGS} tags of the rotator has room for at most`,
    unit: 'tags',
    advice: 'The tags that your own app adds to the stack count as well.',
  };
}

/** Size of a value as JSON in bytes, as AWS receives it. IAM does not count white space, and there is none. */
function jsonSize(scope: IConstruct, value: unknown): number {
  return Buffer.byteLength(JSON.stringify(asDeployed(scope, value)) ?? '');
}
