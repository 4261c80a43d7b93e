/** Checks which calls IAM allows and denies to the roles of two stacks, and to the readers and operators of these stacks. */
import { CreateSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  withInlinePolicy,
  withoutPolicyStatements,
  withResourcePolicy,
  type PolicyChange,
} from './access/policy-changes.ts';
import { createRoles, principalsOf, ROLES } from './access/principals.ts';
import { accessTable, deeperSecret, UNRELATED, type Principal } from './access/table.ts';
import { unexpectedVerdicts } from './access/unexpected-verdicts.ts';
import { verdictOf } from './access/verdict.ts';
import { assumeRole, clientsOf, roleArn, root, type Clients } from './account.ts';
import { deployRotator, type DeployedRotator, type Settings } from './deployed-rotator.ts';

const account = clientsOf(root);
const readers = [
  roleArn(ROLES['reader with all permissions on secrets and keys']),
  roleArn(ROLES['reader without its own permissions']),
];
/** Settings of both stacks. A stack adds the readers of an integration to the policy of the key. */
const integrations = { tableau: { readers, replicas: [{ region: 'eu-west-1' }] }, loader: {} };
const settings = {
  open: { prefix: 'open', integrations },
  closed: { prefix: 'closed', integrations, operators: [roleArn(ROLES.operator)] },
} as const satisfies Record<string, Settings>;

let open: DeployedRotator;
let closed: DeployedRotator;
let openPrincipals: (principal: Principal) => Clients;
let closedPrincipals: (principal: Principal) => Clients;

beforeAll(async () => {
  await createRoles();
  open = await deployRotator(settings.open);
  closed = await deployRotator(settings.closed);
  await account.secrets.send(new CreateSecretCommand({ Name: UNRELATED, SecretString: '{}' }));
  for (const prefix of ['open', 'closed']) {
    for (const role of ['credentials', 'access-token']) {
      await account.secrets.send(
        new CreateSecretCommand({ Name: deeperSecret(prefix, role), SecretString: '{}' }),
      );
    }
    for (const secret of [
      'tableau/credentials',
      'tableau/access-token',
      'loader/credentials',
      'loader/access-token',
    ]) {
      await account.secrets.send(
        new PutSecretValueCommand({ SecretId: `${prefix}/${secret}`, SecretString: '{}' }),
      );
    }
  }
  openPrincipals = await principalsOf(open);
  closedPrincipals = await principalsOf(closed);
});

test('even an administrator is not allowed to assume a role of the stack', async () => {
  const roles = [open, closed].flatMap((rotator) => [
    ...Object.values(rotator.roles),
    ...Object.values(rotator.scheduleRoles),
  ]);
  for (const role of roles) {
    expect(await verdictOf(assumeRole(openPrincipals('administrator'), roleArn(role), 'probe'))).toBe(
      'denied',
    );
  }
});

test('without operators, IAM allows and denies each role the calls of the table', async () => {
  expect(await unexpectedVerdicts(accessTable(open, 'closed', false), openPrincipals)).toEqual([]);
});

test('with operators, only the operators and the rotator may read credentials', async () => {
  expect(await unexpectedVerdicts(accessTable(closed, 'open', true), closedPrincipals)).toEqual([]);
});

/** A statement with permissions that the warner must never use. */
const READ_AND_DECRYPT = {
  Effect: 'Allow',
  Action: ['secretsmanager:GetSecretValue', 'kms:Decrypt'],
  Resource: ['arn:aws:secretsmanager:*:*:secret:open/*', 'arn:aws:kms:*'],
};

describe('wrong policies', () => {
  test('the table detects that the rotator may write credentials', async () => {
    const unexpected = await verdictsWith(
      withInlinePolicy(open.roles.rotator, {
        Effect: 'Allow',
        Action: 'secretsmanager:PutSecretValue',
        Resource: 'arn:aws:secretsmanager:*:*:secret:open/*/credentials-*',
      }),
    );
    expect(unexpected).toEqual([
      'rotator: secretsmanager:PutSecretValue open/tableau/credentials was allowed',
      'rotator: secretsmanager:PutSecretValue open/loader/credentials was allowed',
    ]);
  });

  test('the table detects that the warner may read the value of a secret', async () => {
    const unexpected = await verdictsWith(
      withoutPolicyStatements(open.policies.warner, 'NeverReadASecretValue', 'NeverDecryptASecret'),
      withInlinePolicy(open.roles.warner, READ_AND_DECRYPT),
      withResourcePolicy('open/loader/access-token', []),
    );
    expect(unexpected).toEqual([
      'warner: secretsmanager:GetSecretValue open/loader/access-token was allowed',
    ]);
  });

  test('the table detects that a reader may read the access token of another integration', async () => {
    const unexpected = await verdictsWith(
      withResourcePolicy('open/loader/access-token', [
        {
          Effect: 'Allow',
          Principal: { AWS: roleArn(ROLES['reader without its own permissions']) },
          Action: 'secretsmanager:GetSecretValue',
          Resource: '*',
        },
      ]),
    );
    expect(unexpected).toEqual([
      'reader without its own permissions: secretsmanager:GetSecretValue open/loader/access-token was allowed',
    ]);
  });
});

describe('several policies deny the same read', () => {
  test('the warner reads no secret value after an administrator attached a policy that allows the read', async () => {
    expect(await verdictsWith(withInlinePolicy(open.roles.warner, READ_AND_DECRYPT))).toEqual([]);
  });

  test('the warner reads no secret value, even if an administrator allows the read and the policy of the warner does not deny the read', async () => {
    const unexpected = await verdictsWith(
      withoutPolicyStatements(open.policies.warner, 'NeverReadASecretValue', 'NeverDecryptASecret'),
      withInlinePolicy(open.roles.warner, READ_AND_DECRYPT),
    );
    expect(unexpected).toEqual([]);
  });
});

/** Returns the verdicts that differ from the table of `open` while these policy changes are in effect. */
async function verdictsWith(...changes: readonly PolicyChange[]): Promise<readonly string[]> {
  const undos: (() => Promise<void>)[] = [];
  try {
    for (const change of changes) undos.push(await change());
    return await unexpectedVerdicts(accessTable(open, 'closed', false), openPrincipals);
  } finally {
    for (const undo of undos) await undo();
  }
}
