import { expect, test } from 'vitest';
import { type BadSecret, badSecrets } from './bad-secret-values.ts';
import { type Deployment, deploy, HOUR_MS } from './deployment.ts';
import { failureCode, isServed, logged, published, versionCount } from './observations.ts';

/** Creates two integrations whose rotation is due. This value replaces the credentials of `broken`. */
async function withBadSecret({ value }: Pick<BadSecret, 'value'>): Promise<Deployment> {
  const deployment = await deploy();
  await deployment.integrate('broken', 1);
  await deployment.integrate('healthy', 1);
  await deployment.rotate();
  await deployment.clock.advance(12 * HOUR_MS);
  await deployment.store('broken', value(deployment.canaries.make(), deployment.alation.url));
  return deployment;
}

test.each(badSecrets)(
  'if a credentials secret contains $what, only its integration fails, with $code',
  async (bad) => {
    const deployment = await withBadSecret(bad);
    const before = await published(deployment, 'broken');
    deployment.alation.calls.clear();

    await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 1, failed: 1 } });

    expect(logged(deployment, 'RotationFailed')).toMatchObject([
      { integration: 'broken', code: bad.code, disposition: 'reconfigure', state: 'failing' },
    ]);
    const { explanation } = logged(deployment, 'RotationFailed')[0] ?? {};
    expect(explanation).toContain(bad.says);
    expect(explanation).toMatch(/https?:\/\//);
    expect(await published(deployment, 'broken')).toEqual(before);
    expect(await isServed(deployment, 'broken')).toBe(true);
    expect(versionCount(deployment, 'healthy')).toBe(2);
    expect(deployment.alation.calls.count({ minted: true })).toBe(1);
  },
);

test('the next sweep uses credentials that an operator corrected', async () => {
  const deployment = await withBadSecret({ value: () => '{' });
  await deployment.rotate();
  expect(failureCode(deployment, 'broken')).toBe('CredentialsMalformed');
  const { refreshToken, userId } = deployment.alation.createRefreshTokenInUi({ userId: 102, name: 'new' });
  await deployment.store('broken', {
    base_url: deployment.alation.url,
    refresh_token: refreshToken,
    user_id: userId,
  });

  await expect(deployment.sweep()).resolves.toMatchObject({ outcomes: { rotated: 1 } });
});

test('the rotator reads a credentials secret of 64 KiB with fields of other programs, and writes no version of it', async () => {
  const deployment = await deploy();
  await deployment.addIntegration('tableau');
  const { refreshToken, userId } = deployment.alation.createRefreshTokenInUi({
    userId: 102,
    name: 'tableau',
  });
  const document = {
    base_url: deployment.alation.url,
    refresh_token: refreshToken,
    user_id: userId,
    note: '',
  };
  const room = 65_536 - Buffer.byteLength(JSON.stringify(document));
  await deployment.store('tableau', { ...document, note: 'n'.repeat(room) });

  await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 1 } });

  const { versions } = deployment.aws.secrets.require('alation/tableau/credentials');
  expect(versions.size).toBe(1);
});
