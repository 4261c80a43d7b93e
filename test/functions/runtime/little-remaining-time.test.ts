import { expect, onTestFinished, test } from 'vitest';
import { clientSettings } from '../../../functions/aws/client-settings.ts';
import { REPLICA_CHECK } from '../../../functions/contract.ts';
import { createRotator } from '../../../functions/create-rotator.ts';
import { createWarner } from '../../../functions/create-warner.ts';
import { systemClock } from '../../../local/clock.ts';
import { invocationContext } from '../../../local/installation/invocation-context.ts';
import { localRotatorSettings, localWarnerSettings } from '../../../local/installation/settings.ts';
import { silentLog, silentMetrics } from '../../../local/installation/silent.ts';
import { awsClients, awsConnection, destroyAll } from '../../support/aws-clients.ts';
import { json, startRawServer } from '../../support/raw-server.ts';

/** Clients of a slow AWS endpoint without secrets. */
async function slowAws(respondsAfterMs: number) {
  const aws = await startRawServer(() => (response) => {
    setTimeout(() => json(200, { SecretList: [] })(response), respondsAfterMs);
  });
  const clients = awsClients({ ...clientSettings, ...awsConnection(aws.origin) });
  onTestFinished(async () => {
    destroyAll(clients);
    await aws.close();
  });
  return clients;
}

/** Dependencies that both functions have. */
const surroundings = { clock: systemClock, log: silentLog, metrics: silentMetrics };

/** The context of an invocation, which always reports this remaining time. */
const context = (remainingMs: number) => ({
  ...invocationContext('the-function', 'request-1', systemClock),
  getRemainingTimeInMillis: () => remainingMs,
});

test('the rotator returns the result of its sweep however little time remains', async () => {
  const clients = await slowAws(100);
  const rotator = createRotator({
    ...surroundings,
    ...clients,
    settings: localRotatorSettings('https://acme.alationcloud.com'),
    fetch,
    random: () => 0.5,
  });
  await expect(rotator({}, context(20))).resolves.toMatchObject({ due: 0 });
});

test('the warner returns the result of its run however little time remains', async () => {
  const clients = await slowAws(100);
  const settings = localWarnerSettings(
    'https://acme.alationcloud.com',
    'arn:aws:sns:eu-central-1:000000000000:alerts',
  );
  const warner = createWarner({ ...surroundings, ...clients, settings });
  await expect(warner(REPLICA_CHECK, context(20))).resolves.toMatchObject({ alertsPublished: 0 });
});
