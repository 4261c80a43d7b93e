/** Checks which calls each role of two stacks, and of their users, is allowed to make and is not allowed to make. */
import { CreateSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { beforeAll, describe, expect, test } from 'vitest';
import { withInlinePolicy, withoutPolicyStatements, withResourcePolicy, type Hole } from './access/holes.ts';
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
/** The stack adds the readers of an integration to the policies of the key. */
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

test('without operators, every role may make the calls that the table allows and no others', async () => {
  expect(await unexpectedVerdicts(accessTable(open, 'closed', false), openPrincipals)).toEqual([]);
});

test('with operators, only the operators and the rotator read credentials', async () => {
  expect(await unexpectedVerdicts(accessTable(closed, 'open', true), closedPrincipals)).toEqual([]);
});

/** Permissions that the warner must never use. */
const READ_AND_DECRYPT = {
  Effect: 'Allow',
  Action: ['secretsmanager:GetSecretValue', 'kms:Decrypt'],
  Resource: ['arn:aws:secretsmanager:*:*:secret:open/*', 'arn:aws:kms:*'],
};

describe('the table finds a hole', () => {
  test('the rotator may write credentials', async () => {
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

  test('the warner may read the value of a secret', async () => {
    const unexpected = await verdictsWith(
      withoutPolicyStatements(open.policies.warner, 'NeverReadASecretValue', 'NeverDecryptASecret'),
      withInlinePolicy(open.roles.warner, READ_AND_DECRYPT),
      withResourcePolicy('open/loader/access-token', []),
    );
    expect(unexpected).toEqual([
      'warner: secretsmanager:GetSecretValue open/loader/access-token was allowed',
    ]);
  });

  test('a reader may read the access token of another integration', async () => {
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

describe('the warner reads no value of a secret', () => {
  test('when an administrator attaches a policy that allows it', async () => {
    expect(await verdictsWith(withInlinePolicy(open.roles.warner, READ_AND_DECRYPT))).toEqual([]);
  });

  test('when its own policy loses the statements that deny it', async () => {
    const unexpected = await verdictsWith(
      withoutPolicyStatements(open.policies.warner, 'NeverReadASecretValue', 'NeverDecryptASecret'),
      withInlinePolicy(open.roles.warner, READ_AND_DECRYPT),
    );
    expect(unexpected).toEqual([]);
  });
});

/** The unexpected verdicts of the table of `open` while these holes are open. */
async function verdictsWith(...holes: readonly Hole[]): Promise<readonly string[]> {
  const closers: (() => Promise<void>)[] = [];
  try {
    for (const openHole of holes) closers.push(await openHole());
    return await unexpectedVerdicts(accessTable(open, 'closed', false), openPrincipals);
  } finally {
    for (const close of closers) await close();
  }
}
