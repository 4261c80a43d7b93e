import * as z from 'zod/mini';
import { expect, test } from 'vitest';
import type { Deployment } from '../handlers/deployment.ts';
import { metricsOf } from '../handlers/observations.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { deployWithTls } from './tls.ts';

const emf = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(z.object({ Dimensions: z.array(z.array(z.string())) })),
  }),
});

/** Creates healthy integrations, and failing integrations of several kinds. */
async function manyFailures(): Promise<Deployment> {
  const deployment = await deployWithTls({ timeoutMs: 1_000 });
  const { alation } = deployment;
  for (const index of [1, 2]) {
    await deployment.integrate(`good-${index}`, 2, 'bi-team');
    const [revoked] = await deployment.integrate(`revoked-${index}`, 1, 'bi-team');
    alation.revokeRefreshToken(revoked?.id ?? '');
    const [spoilt] = await deployment.integrate(`spoilt-${index}`, 1);
    alation.faults.add({ kind: 'truncatedJson', credentialId: spoilt?.id });
    await deployment.addIntegration(`malformed-${index}`);
    await deployment.store(`malformed-${index}`, `{"refresh_token": "${deployment.canaries.make()}`);
  }
  const [hanging] = await deployment.integrate('hanging', 2);
  alation.faults.add({ kind: 'hangBeforeHeaders', credentialId: hanging?.id, processed: true });
  return deployment;
}

// Incident 38
test('metrics have the dimensions service and prefix, and no dimension names an integration or an owner', async () => {
  const deployment = await manyFailures();
  await deployment.rotate();
  await deployment.warn();

  const printed = [...metricsOf(deployment, 'rotator'), ...metricsOf(deployment, 'warner')];
  expect(printed).toHaveLength(2);
  for (const line of printed) {
    const dimensions = emf.parse(line)._aws.CloudWatchMetrics.flatMap(({ Dimensions }) => Dimensions.flat());
    expect(new Set(dimensions)).toEqual(new Set(['service', 'prefix']));
    expect(JSON.stringify(line)).not.toMatch(/good-|revoked-|bi-team/);
  }
});

test('the URL of a request to Alation holds only a path, and at most the query `verify_token=true`', async () => {
  const deployment = await manyFailures();
  const { clientId, clientSecret } = deployment.alation.registerOAuthClient({ name: 'loader' });
  await deployment.addIntegration('client');
  await deployment.store('client', {
    base_url: deployment.alation.url,
    client_id: clientId,
    client_secret: clientSecret,
  });
  await deployment.rotate();

  const paths = new Set(deployment.requests.map((request) => request.replace(deployment.alation.url, '')));
  for (const path of paths) expect(path).toMatch(/^(?:POST|GET) \/[\w./-]+\/(?:\?verify_token=true)?$/);
});

test.each([1, 2, 3])(
  'if some integrations fail, the outcomes add up to the due integrations, and the other integrations are rotated (seed %i)',
  async (seed) => {
    const deployment = await deployWithTls();
    const random = seededRandom(seed);
    const failing = Array.from({ length: 10 }, () => random() < 0.4);
    for (const [index, fails] of failing.entries()) {
      const [issued] = await deployment.integrate(`integration-${index}`, 1);
      if (fails) deployment.alation.faults.add({ kind: 'status', status: 403, credentialId: issued?.id });
    }

    const { due, outcomes } = await deployment.rotate();

    const failed = failing.filter(Boolean).length;
    expect(outcomes).toMatchObject({ rotated: 10 - failed, failed });
    expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(due);
    deployment.alation.calls.clear();
    await deployment.rotate();
    expect(deployment.alation.calls.count({ minted: true })).toBe(0);
  },
);
