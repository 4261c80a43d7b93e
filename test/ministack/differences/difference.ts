import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { assumeRole, clientsOf, roleArn, root, type Clients } from '../account.ts';
import { policy, trustsTheAccount } from '../policy.ts';

/** A point where ministack does not do what AWS documents, and which this project mends. */
export interface Difference {
  /** What AWS documents, in one sentence. */
  readonly aws: string;
  /** What ministack does instead. */
  readonly ministack: string;
  /** File in `mends/` that mends it. */
  readonly mend: string;
  /** Where AWS says it. */
  readonly source: string;
  /** Passes where the emulator does as AWS documents; else throws an AssertionError. */
  check(account: TestAccount): Promise<void>;
}

/** Options of `vi.waitFor`, in ms. */
export interface Wait {
  readonly timeout: number;
  readonly interval: number;
}

/** The account of one ministack. */
export interface TestAccount extends Clients {
  readonly endpoint: string;
  /** How long a check waits for what takes its time. */
  readonly wait: Wait;
  /** Clients of a new role that may do what these statements say. */
  as(...statements: readonly object[]): Promise<Clients>;
}

let roles = 0;

/** The account at an endpoint, as its root user sees it. */
export function testAccount(endpoint: string, timeout: number): TestAccount {
  const clients = clientsOf(root, endpoint);
  return {
    ...clients,
    endpoint,
    wait: { timeout, interval: 500 },
    async as(...statements) {
      roles += 1;
      const RoleName = `role-${roles}`;
      await clients.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustsTheAccount }));
      await clients.iam.send(
        new PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument: policy(...statements) }),
      );
      return clientsOf(await assumeRole(clients, roleArn(RoleName), 'test'), endpoint);
    },
  };
}

/** A name that no other check uses. */
export function uniqueName(): string {
  roles += 1;
  return `check-${roles}`;
}
