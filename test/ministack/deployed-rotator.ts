import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type StackResource,
} from '@aws-sdk/client-cloudformation';
import type { TokenRotatorProps } from '../../infra/token-rotator-props.ts';
import { appOptions, runCdk } from '../support/cdk.ts';
import { awsEnvironment, clientsOf, root } from './account.ts';

/** A rotator in ministack: the names and ARNs that the tests use. */
export interface DeployedRotator {
  readonly prefix: string;
  readonly functions: Readonly<Record<FunctionName, string>>;
  /** Names of the roles that the functions run with. */
  readonly roles: Readonly<Record<FunctionName, string>>;
  /** Names of the roles that the schedules start the functions with. */
  readonly scheduleRoles: Readonly<Record<FunctionName, string>>;
  /** ARNs of the policies of the functions' roles. */
  readonly policies: Readonly<Record<FunctionName, string>>;
  readonly logGroups: Readonly<Record<FunctionName, string>>;
  readonly topicArn: string;
  readonly deadLetterQueueUrl: string;
  readonly secretsKeyArn: string;
}

/** The functions of a rotator. */
export type FunctionName = 'rotator' | 'warner';

const { cloudFormation } = clientsOf(root);

/** Deploys a rotator with these settings, as `npx cdk deploy` does. */
export async function deployRotator(settings: Settings): Promise<DeployedRotator> {
  await cdk('deploy', settings, '--require-approval', 'never');
  return deployedRotator(settings.prefix);
}

/** Settings with a prefix: the rotators of the tests share one account. */
export type Settings = TokenRotatorProps & { readonly prefix: string };

/** Destroys the stack of a rotator, as `npx cdk destroy` does. */
export async function destroyRotator(settings: Settings): Promise<void> {
  await cdk('destroy', settings, '--force');
}

/** The identifiers of resources by their logical ids, as `npx cdk import` asks for them. */
export type Identifiers = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The resources of a rotator that CloudFormation keeps when the stack is deleted, and that a new stack can import: the
 * secrets and their key.
 */
export async function retainedResources({ prefix, secretsKeyArn }: DeployedRotator): Promise<Identifiers> {
  const resources = await resourcesOf(`${prefix}-token-rotator`);
  const identifiers: Record<string, Record<string, string>> = {};
  for (const { ResourceType, LogicalResourceId = '', PhysicalResourceId = '' } of resources) {
    if (ResourceType === 'AWS::SecretsManager::Secret')
      identifiers[LogicalResourceId] = { Id: PhysicalResourceId };
    else if (secretsKeyArn.endsWith(PhysicalResourceId))
      identifiers[LogicalResourceId] = { KeyId: PhysicalResourceId };
  }
  return identifiers;
}

/** Imports existing resources into a new stack, as `npx cdk import` does. */
export async function importIntoRotator(settings: Settings, identifiers: Identifiers): Promise<void> {
  const file = join(mkdtempSync(join(tmpdir(), 'mapping-')), 'mapping.json');
  writeFileSync(file, JSON.stringify(identifiers));
  await cdk('import', settings, '--force', '--resource-mapping', file);
}

function cdk(command: string, settings: Settings, ...options: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), `${settings.prefix}-`));
  return runCdk(awsEnvironment(root), [command, ...appOptions(folder, settings), ...options]);
}

/** Reads the names and ARNs of a deployed rotator from its stack. */
export async function deployedRotator(prefix: string): Promise<DeployedRotator> {
  const StackName = `${prefix}-token-rotator`;
  const resources = await resourcesOf(StackName);
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
  const output = (key: string) =>
    Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue ?? '';
  const ofBoth = (type: string, part: string) => ({
    rotator: idOf(resources, type, `TokenRotator${part}`),
    warner: idOf(resources, type, `TokenRotatorWarner${part}`),
  });
  return {
    prefix,
    functions: ofBoth('AWS::Lambda::Function', 'Function'),
    roles: ofBoth('AWS::IAM::Role', 'Role'),
    scheduleRoles: ofBoth('AWS::IAM::Role', 'ScheduleRole'),
    policies: ofBoth('AWS::IAM::ManagedPolicy', 'Policy'),
    logGroups: ofBoth('AWS::Logs::LogGroup', 'LogGroup'),
    topicArn: output('AlertTopicArn'),
    deadLetterQueueUrl: output('DeadLetterQueueUrl'),
    secretsKeyArn: output('SecretsKeyArn'),
  };
}

async function resourcesOf(StackName: string): Promise<readonly StackResource[]> {
  const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName }));
  return StackResources;
}

/** The physical id of a resource by its type and its logical id without the hash. */
function idOf(resources: readonly StackResource[], type: string, logicalName: string): string {
  const found = resources.filter(
    ({ ResourceType, LogicalResourceId }) =>
      ResourceType === type && LogicalResourceId?.slice(0, -8) === logicalName,
  );
  const [resource] = found;
  if (found.length !== 1 || resource?.PhysicalResourceId === undefined) {
    throw new Error(`The stack has ${found.length} resources ${logicalName} of type ${type}, not one.`);
  }
  return resource.PhysicalResourceId;
}
