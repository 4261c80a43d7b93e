import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/**
 * Failures of other token rotators, as their users reported them in public. The comment `// Incident 7` marks a test
 * that covers incident 7.
 */
const incidents: Readonly<Record<number, string>> = {
  1: 'Two processes refreshed concurrently and destroyed the stored token.',
  2: 'The slower of two processes was refused and marked the account as unusable, although the faster process had succeeded.',
  3: 'A new token was issued, saving it failed, and the run reported success.',
  4: 'A response without a refresh token erased the stored refresh token.',
  5: 'The new token was dropped and the old token kept.',
  6: 'A missing expiry counted as yesterday, or as never.',
  7: 'A lock in memory was never released.',
  8: 'A consumer refreshed with the shared refresh token and thereby revoked it.',
  9: 'AWSPENDING on another version blocked every later rotation.',
  10: 'AWSPENDING was an empty version between two steps, and reading it failed.',
  11: 'A read did not show the write before it.',
  12: 'AWSCURRENT and AWSPENDING on one version looked like a rotation without an end.',
  13: 'A version every few minutes used up the versions that a secret may have.',
  14: 'A change of the template generated the value of the secret again.',
  15: 'A RotationSchedule was created before the permission that it needs.',
  16: 'A rotation started at deployment, before an operator had stored a credential, and failed.',
  17: 'A misspelt IAM action worked in every test, and AWS denied it.',
  18: 'An empty token was published.',
  19: 'The issuer cut the lifetime below the renewal time, and renewal looped.',
  20: 'The fraction of the lifetime was applied the wrong way round.',
  21: 'Renewal started at the expiry. Requests that were signed just before the expiry failed.',
  22: 'The tolerance for a wrong clock was unused, or had the wrong sign.',
  23: 'All credentials were renewed in the same second.',
  24: 'A token was inactive while its status said valid.',
  25: 'Scheduled renewals failed for a month without an alert: only manual renewals sent alerts.',
  26: 'An alert fired and reached no operator.',
  27: 'No subscription was confirmed, and every alert was lost.',
  28: 'Expired tokens caused 100,000 error lines a day.',
  29: 'Recovery was reported again and again, although nothing had been refreshed.',
  30: 'Rejected tokens were retried until the issuer banned the client with all its good tokens.',
  31: 'One e-mail for each token flooded its owner.',
  32: 'An operator stored a good credential, and the rotator still refused to use it.',
  33: 'Events came only for integrations created after the subscription.',
  34: 'Consumers kept the old value as long as their process ran.',
  35: 'A cache was keyed by the name of the client, and a new credential had no effect.',
  36: 'A change was announced every half minute, although nothing had changed.',
  37: 'A token was in the log, and credentials were in a URL that an error quoted.',
  38: 'A metric had an unbounded dimension.',
  39: 'The text of a failure broke the event about it, and the event was lost.',
};

/** Incidents that no test can cover, and why. */
const withoutTest: Readonly<Record<number, string>> = {
  15: 'There is no RotationSchedule: EventBridge Scheduler starts the rotator through a role, which CloudFormation creates first.',
  34: 'Consumers decide how long they keep a value. The README says to read it again on 401 or 403.',
};

test('each incident has a test, or a reason why it has none', () => {
  const root = join(import.meta.dirname, '..');
  const marked = globSync('**/*.test.ts', { cwd: root }).flatMap((path) =>
    [
      ...readFileSync(join(root, path), 'utf8').matchAll(
        /^ *\/\/ Incidents? ([\d, ]+)\n *test(?:\.each)?\(/gm,
      ),
    ].flatMap(([, numbers = '']) => numbers.split(', ')),
  );
  expect(new Set([...marked, ...Object.keys(withoutTest)])).toEqual(new Set(Object.keys(incidents)));
});
