import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { assumeRole, clientsOf, roleArn, root, type Clients } from '../account.ts';
import { policy, trustsTheAccount } from '../policy.ts';

/** A behaviour of ministack that differs from AWS's documentation, and that this project patches. */
export interface Difference {
  /** The documented behaviour of AWS, in one sentence. */
  readonly aws: string;
  /** The behaviour of ministack instead. */
  readonly ministack: string;
  /** File in `patches/` that holds the patch. */
  readonly patch: string;
  /** URL of the page of AWS's documentation. */
  readonly source: string;
  /** Resolves if the emulator behaves as AWS documents; otherwise throws an AssertionError. */
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
  /** How long a check waits for an asynchronous effect. */
  readonly wait: Wait;
  /** Clients of a new role with these policy statements. */
  as(...statements: readonly object[]): Promise<Clients>;
}

/** Number of the names that were made in this process. */
let nameCount = 0;

/**
 * The account at an endpoint, with clients of its root user.
 *
 * @param timeout how long a check waits for an asynchronous effect, in ms
 */
export function testAccount(endpoint: string, timeout: number): TestAccount {
  const clients = clientsOf(root, endpoint);
  return {
    ...clients,
    endpoint,
    wait: { timeout, interval: 500 },
    async as(...statements) {
      const RoleName = uniqueName();
      await clients.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustsTheAccount }));
      await clients.iam.send(
        new PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument: policy(...statements) }),
      );
      return clientsOf(await assumeRole(clients, roleArn(RoleName), 'test'), endpoint);
    },
  };
}

/** Returns a name that no other check and no other role uses. */
export function uniqueName(): string {
  nameCount += 1;
  return `check-${nameCount}`;
}
