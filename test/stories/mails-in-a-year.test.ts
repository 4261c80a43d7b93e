import { expect, test } from 'vitest';
import { Tag } from '../../functions/contract.ts';
import { DAY_MS, HOUR_MS } from '../../functions/time.ts';
import { story } from './story.ts';
import type { Entry, Story } from './story.ts';

const YEAR = 365;

/** Few sweeps, few probes and access tokens with a long lifetime make the test faster. Each access token is rotated in time, and the warner runs at 08:00 UTC. */
const healthy = {
  summary: 'monthly',
  policy: { intervalMs: 8 * HOUR_MS, probeIntervalMs: 7 * DAY_MS },
  accessTokenLifetimeMs: 20 * DAY_MS,
} as const;

/** Creates integrations of one owner over two months, each with two refresh tokens. */
function createIntegrations({ on, add, storeCredentials, refreshToken }: Story, count: number) {
  const stored = new Map<string, readonly Entry[]>();
  for (let index = 0; index < count; index++) {
    const name = `bi-${index}`;
    add(name, 'bi');
    const day = Math.floor((index * 60) / count);
    on(day, '10:00', () => {
      stored.set(name, [refreshToken('blue', 30), refreshToken('green', 60)]);
      storeCredentials(name, stored.get(name) ?? []);
    });
  }
  return stored;
}

/** Lets a year pass. The owner replaces each refresh token on the day after its 7-day warning. Returns the number of replacements. */
async function yearOfReplacements(simulated: Story, count: number): Promise<number> {
  const stored = createIntegrations(simulated, count);
  let read = 0;
  let replaced = 0;
  for (let day = 1; day <= YEAR; day++) {
    await simulated.until(day);
    const bodies = simulated.bodies();
    for (const body of bodies.slice(read)) {
      for (const [, name = '', credential = ''] of body.matchAll(
        /^(\S+): the refresh token "(\S+)" expires in 7 days/gm,
      )) {
        simulated.on(day, '10:00', () => {
          const entries = (stored.get(name) ?? []).map((entry) =>
            entry.name === credential ? simulated.refreshToken(credential) : entry,
          );
          stored.set(name, entries);
          simulated.storeCredentials(name, entries);
          replaced += 1;
        });
      }
    }
    read = bodies.length;
  }
  return replaced;
}

const mailsOf = (simulated: Story) => {
  const all = simulated.alerts();
  const summaries = all.filter((alert) => alert.includes('Alation tokens: '));
  const days = all.map((alert) => alert.split(' ')[1]);
  return { all: all.length, summaries: summaries.length, days: new Set(days).size };
};

test.each([1, 10])(
  'the owner of %i integrations whose credentials do not expire gets twelve mails a year',
  async (count) => {
    const simulated = story(healthy);
    for (let index = 0; index < count; index++) {
      simulated.add(`bi-${index}`, 'bi');
      simulated.storeCredentials(`bi-${index}`, [
        { name: 'blue', ...simulated.alation.registerOAuthClient() },
        { name: 'green', ...simulated.alation.registerOAuthClient() },
      ]);
    }
    await simulated.until(YEAR);
    expect(mailsOf(simulated)).toEqual({ all: 12, summaries: 12, days: 12 });
  },
);

test.each([1, 50])(
  'the owner of %i integrations whose refresh tokens are renewed gets twelve mails a year',
  async (count) => {
    const simulated = story({ ...healthy, accessTokenLifetimeMs: 4 * DAY_MS });
    for (let index = 0; index < count; index++) {
      const name = `bi-${index}`;
      simulated.add(name, 'bi');
      simulated.store.setTag(name, Tag.renews, 'true');
      simulated.storeCredentials(name, [simulated.refreshToken('blue'), simulated.refreshToken('green')]);
    }
    await simulated.until(YEAR);
    expect(mailsOf(simulated)).toEqual({ all: 12, summaries: 12, days: 12 });
    // On the first day the second refresh token has not minted yet, so the owner may have to replace it.
    const bodies = simulated.bodies().slice(1);
    expect(bodies.filter((body) => !body.includes('You do not have to replace a refresh token.'))).toEqual(
      [],
    );
    const renewed = bodies.map((body) => Number(/ (\d+) refresh tokens? renewed\./.exec(body)?.[1]));
    // Each integration has 18 to 22 renewals a year. No summary counts the last month.
    const each = renewed.reduce((sum, one) => sum + one, 0) / count;
    expect(each).toBeGreaterThanOrEqual(16);
    expect(each).toBeLessThanOrEqual(22);
  },
  180_000,
);

test('the owner of one integration gets twelve mails a year, and two for each replaced refresh token', async () => {
  const simulated = story(healthy);
  const replaced = await yearOfReplacements(simulated, 1);
  expect({ replaced, ...mailsOf(simulated) }).toEqual({
    replaced: 13,
    all: 12 + 2 * 13,
    summaries: 12,
    days: 38,
  });
});

test('the owner of 50 integrations gets at most one mail a day, and a summary is part of the mail of its day', async () => {
  const simulated = story(healthy);
  const replaced = await yearOfReplacements(simulated, 50);
  expect({ replaced, ...mailsOf(simulated) }).toEqual({ replaced: 600, all: 349, summaries: 1, days: 349 });
  expect(simulated.bodies().filter((body) => body.includes('Summary of 2026-'))).toHaveLength(12);
}, 180_000);
