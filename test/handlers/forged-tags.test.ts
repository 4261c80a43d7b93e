import { TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { Tag } from '../../functions/contract.ts';
import { credentialsSecret } from '../../local/installation/names.ts';
import { DAY_MS, type Deployment, deploy, HOUR_MS } from './deployment.ts';
import { isServed, messagesOf, metricsOf, stateOf, tagsOf, versionCount } from './observations.ts';

const editTag = (deployment: Deployment, key: string, changes: object) => {
  let value = tagsOf(deployment, 'tableau')[key] ?? '';
  for (const [field, text] of Object.entries(changes)) {
    value = value.replace(new RegExp(`${field}=\\S+`), `${field}=${String(text)}`);
  }
  return deployment.secretsManager.send(
    new TagResourceCommand({ SecretId: credentialsSecret('tableau'), Tags: [{ Key: key, Value: value }] }),
  );
};

test.each([
  { what: 'an expiry in 2099', changes: { expires: '2099-01-01T00:00:00.000Z' } },
  {
    what: 'an issue in 2098',
    changes: { issued: '2098-01-01T00:00:00.000Z', expires: '2098-01-02T00:00:00.000Z' },
  },
  {
    what: 'an expiry in 2099 and a probe in 2098',
    changes: { expires: '2099-01-01T00:00:00.000Z', probed: '2098-01-01T00:00:00.000Z' },
  },
  { what: 'a probe in 2098', changes: { probed: '2098-01-01T00:00:00.000Z' } },
])(
  'tags with $what stop no rotation, and the metric shows the true remaining lifetime',
  async ({ changes }) => {
    const deployment = await deploy();
    await deployment.integrate('tableau', 2);
    await deployment.rotate();
    const before = stateOf(deployment, 'tableau').accessToken;
    await editTag(deployment, Tag.accessToken, changes);

    await deployment.sweep();

    expect(metricsOf(deployment, 'rotator').at(-1)?.['MinimumRemainingLifetimePercent']).toBeCloseTo(
      (100 * 23.75) / 24,
      1,
    );
    await deployment.sweepFor(1.5 * HOUR_MS);
    expect(stateOf(deployment, 'tableau').accessToken).toMatchObject({
      issuedAt: before?.issuedAt,
      expiresAt: before?.expiresAt,
      verified: true,
    });
    expect(versionCount(deployment, 'tableau')).toBe(1);
    await deployment.sweepFor(12 * HOUR_MS);
    expect(versionCount(deployment, 'tableau')).toBe(2);
    expect(await isServed(deployment, 'tableau')).toBe(true);
  },
);

test.each([
  ['an address', Tag.baseUrl, 'https://acme.alationcloud.com.login.evil.example'],
  ['the name of a credential', `${Tag.credentialPrefix}1`, 'name=https://evil.example/login'],
  ['a failure code', Tag.status, 'code=https://evil.example/login'],
])('a link that was forged into %s reaches no alert', async (_, key, forged) => {
  const deployment = await deploy({ alation: { refreshTokenLifetimeMs: 8 * DAY_MS } });
  await deployment.integrate('tableau', 1);
  await deployment.rotate();
  await deployment.deliverEvents();
  await deployment.clock.advance(DAY_MS);
  await deployment.rotate();
  const before = tagsOf(deployment, 'tableau')[key] ?? '';
  const value =
    key === Tag.baseUrl
      ? forged
      : key === Tag.status
        ? `state=failing since=2026-11-24T09:00:00.000Z ${forged}`
        : before.replace(/name=\S+/, forged);
  await deployment.secretsManager.send(
    new TagResourceCommand({ SecretId: credentialsSecret('tableau'), Tags: [{ Key: key, Value: value }] }),
  );
  await deployment.warn();

  const alerts = messagesOf(deployment).map(({ message }) => message);
  expect(alerts.join('\n')).toContain('expires in 7 days');
  expect(alerts.join('\n')).not.toContain('//evil');
  expect(alerts.join('\n')).not.toContain('login.evil');
});
