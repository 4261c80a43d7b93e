/** Removes each statement of the functions' policies, one by one, and checks that a failure or a log line shows the loss. */
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DetailType, EventSource, REPLICA_CHECK } from '../../functions/contract.ts';
import { clientsOf, root } from './account.ts';
import { startCompanyAlation, type CompanyAlation } from './company-alation.ts';
import { deployRotator, type DeployedRotator, type FunctionName } from './deployed-rotator.ts';
import { invoke, type Invocation } from './invoke.ts';
import { changePolicy, statementsOf } from './managed-policy.ts';
import { forgetWarnings, store } from './secrets.ts';

const DAY_MS = 86_400_000;
/** Events that make a function use all its permissions. */
const EVENTS: Readonly<Record<FunctionName, readonly object[]>> = {
  rotator: [{}, { integration: 'tableau', force: true }],
  warner: [{}, REPLICA_CHECK],
};
const DEAD_LETTER = { timeout: 300_000, interval: 1_000 };
const account = clientsOf(root);
let company: CompanyAlation;
let lab: DeployedRotator;

beforeAll(async () => {
  company = await startCompanyAlation({ refreshTokenLifetimeMs: 10 * DAY_MS });
  lab = await deployRotator({
    ...company.settings,
    prefix: 'lab',
    integrations: { tableau: { replicas: [{ region: 'eu-west-1' }] } },
  });
  await store('lab/tableau/credentials', company.newRefreshToken());
});

afterAll(async () => {
  await company.close();
});

test.each([
  // Lambda writes the log and sends failed events, and ministack does both without a check by IAM. `access.ministack.ts`
  // shows what NeverDeeperNames denies.
  { name: 'rotator', exceptions: ['NeverDeeperNames', 'WriteLog', 'SendDeadLetters'] },
  // The policies of the secrets deny the same reads. `access.ministack.ts` shows that one of the two policies is enough.
  {
    name: 'warner',
    exceptions: [
      // The topic of this rotator has no subscription whose filter the warner could read.
      'ReadFilters',
      'NeverDeeperNames',
      'NeverReadASecretValue',
      'NeverDecryptASecret',
      'WriteLog',
      'SendDeadLetters',
    ],
  },
] as const)(
  'the $name fails or logs an error if its policy loses a statement other than $exceptions',
  async ({ name, exceptions }) => {
    const whole = await statementsOf(lab.policies[name]);
    expect(await problemsOf(name)).toEqual([]);
    const undetected: string[] = [];
    for (const { Sid } of whole) {
      await changePolicy(
        lab.policies[name],
        whole.filter((one) => one.Sid !== Sid),
      );
      if ((await problemsOf(name)).length === 0) undetected.push(Sid);
    }
    await changePolicy(lab.policies[name], whole);
    expect(await problemsOf(name)).toEqual([]);
    expect(undetected).toEqual(exceptions);
  },
);

test('if the rotator fails on an event, Lambda sends the event to the dead-letter queue', async () => {
  const whole = await statementsOf(lab.policies.rotator);
  await changePolicy(
    lab.policies.rotator,
    whole.filter(({ Sid }) => Sid !== 'ReadState'),
  );
  await account.events.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: 'lab-token-rotator',
          Source: EventSource,
          DetailType: DetailType.rotationRequested,
          Detail: JSON.stringify({ version: '1', integration: 'tableau' }),
        },
      ],
    }),
  );
  await vi.waitFor(async () => {
    const { Messages } = await account.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: lab.deadLetterQueueUrl }),
    );
    expect(Messages?.[0]?.Body).toContain('"integration": "tableau"');
  }, DEAD_LETTER);
  await changePolicy(lab.policies.rotator, whole);
});

/** Makes a function use all its permissions, and returns the signs of a problem. */
async function problemsOf(name: FunctionName): Promise<readonly string[]> {
  const invocations: Invocation[] = [];
  for (const event of EVENTS[name]) {
    await forgetWarnings('lab/tableau');
    invocations.push(await invoke(lab.functions[name], lab.logGroups[name], event));
  }
  return invocations.flatMap(({ failed, errors }) => (failed ? ['InvocationFailed', ...errors] : errors));
}
