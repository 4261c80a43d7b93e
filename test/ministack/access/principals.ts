import {
  CreateRoleCommand,
  GetRoleCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { assumeRole, clientsOf, roleArn, root, type Clients } from '../account.ts';
import type { DeployedRotator } from '../deployed-rotator.ts';
import { policy, trustsTheAccount } from '../policy.ts';
import type { Principal } from './table.ts';

const account = clientsOf(root);

/** The names of the roles of operators and consumers, by principal. */
export const ROLES = {
  'reader with all permissions on secrets and keys': 'reader',
  'reader without its own permissions': 'plain-reader',
  'role without permissions': 'no-permissions',
  administrator: 'administrator',
  operator: 'credentials-operator',
} as const satisfies Partial<Record<Principal, string>>;

const withoutPermissions = new Set<string>([
  ROLES['reader without its own permissions'],
  ROLES['role without permissions'],
]);

/**
 * Creates the roles of operators and consumers. All but two have all permissions on secrets and keys, `sts:AssumeRole` and
 * `events:PutEvents`.
 */
export async function createRoles(): Promise<void> {
  for (const RoleName of Object.values(ROLES)) {
    await account.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustsTheAccount }));
    if (withoutPermissions.has(RoleName)) continue;
    const Action = ['secretsmanager:*', 'kms:*', 'sts:AssumeRole', 'events:PutEvents'];
    const all = { Effect: 'Allow', Action, Resource: '*' };
    await account.iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument: policy(all) }),
    );
  }
}

/** Clients of each principal of a rotator. */
export async function principalsOf({
  roles,
  scheduleRoles,
}: DeployedRotator): Promise<(principal: Principal) => Clients> {
  const clients = new Map<Principal, Clients>([
    ['rotator', await serviceSession(roles.rotator)],
    ['warner', await serviceSession(roles.warner)],
    ["rotator's schedule", await serviceSession(scheduleRoles.rotator)],
    ["warner's schedule", await serviceSession(scheduleRoles.warner)],
  ]);
  for (const [principal, name] of Object.entries(ROLES) as [Principal, string][]) {
    clients.set(principal, await session(name));
  }
  return (principal) => clients.get(principal) ?? account;
}

/** Clients of a role that only a service may assume. The trust policy admits the root user while the session begins. */
export async function serviceSession(RoleName: string): Promise<Clients> {
  const { Role } = await account.iam.send(new GetRoleCommand({ RoleName }));
  const trust = (PolicyDocument: string) =>
    account.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
  await trust(trustsTheAccount);
  try {
    return await session(RoleName);
  } finally {
    await trust(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''));
  }
}

async function session(role: string): Promise<Clients> {
  return clientsOf(await assumeRole(account, roleArn(role), 'probe'));
}
