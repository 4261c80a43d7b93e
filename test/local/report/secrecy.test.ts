import { expect, test } from 'vitest';
import { startLocalAlation } from '../../../local/alation/server.ts';
import { startLocalAws } from '../../../local/aws/server.ts';
import { movableClock } from '../../../local/clock.ts';
import { install } from '../../../local/installation/installation.ts';
import { silentLog } from '../../../local/installation/silent.ts';
import { pageScript } from '../../../local/report/page-script.ts';
import { reportPage } from '../../../local/report/report-page.ts';
import { storeCredentials } from '../../../local/run/credentials-secret.ts';
import { eagerClock } from '../../../local/run/eager-clock.ts';
import { createRecorder } from '../../../local/timeline/recorder.ts';
import { HOUR_MS } from '../../../functions/time.ts';
import { findLeaks } from '../../support/canary.ts';

const START = Date.UTC(2027, 0, 1);
const integrations = [
  { integration: 'tableau', about: 'two refresh tokens' },
  { integration: 'loader', about: 'an OAuth client' },
];

test('no part of a secret is in the report', async () => {
  const movable = movableClock(START);
  const clock = eagerClock(movable);
  const alation = await startLocalAlation({ clock, supersession: 'revokes' });
  const aws = await startLocalAws({ clock });
  const system = await install({
    aws,
    alationUrl: alation.url,
    clock,
    random: () => 0.5,
    integrations,
    log: () => silentLog,
  });
  const recorder = createRecorder({ startMs: START, clock, aws, alation, integrations, shownAs: 'day' });

  const refreshTokens = ['a', 'b'].map((name) => {
    const { refreshToken } = alation.createRefreshTokenInUi({ userId: 1, name });
    return { name, refresh_token: refreshToken, user_id: 1 };
  });
  const { clientId, clientSecret } = alation.registerOAuthClient({ name: 'loader' });
  const client = { name: 'client', client_id: clientId, client_secret: clientSecret };
  await storeCredentials(system.secretsManager, 'tableau', alation.url, refreshTokens);
  await storeCredentials(system.secretsManager, 'loader', alation.url, [client]);
  for (let hour = 0; hour < 72; hour++) {
    await movable.set(START + hour * HOUR_MS);
    await system.rotate();
    await system.deliverEvents();
    recorder.sample();
  }
  system.close();
  await Promise.all([alation.close(), aws.close()]);

  const stored = aws.secrets.all().flatMap(({ versions }) => [...versions.values()].map(({ data }) => data));
  const texts = stored.map((data) => (data.kind === 'string' ? data.text : ''));
  const secrets = texts.flatMap((text) =>
    [...text.matchAll(/"(?:refresh_token|client_secret|access_token)":"([^"]+)"/g)].map(
      ([, value = '']) => value,
    ),
  );
  const timeline = recorder.timeline();
  expect(timeline.integrations.map(({ credentials }) => credentials.length)).toEqual([2, 1]);
  expect(new Set(secrets).size).toBeGreaterThan(8);
  const page = reportPage(timeline, { seed: 1, script: await pageScript('report') });
  // A JSON Web Token begins with a header that is not secret.
  const signatures = secrets.map((secret) => secret.split('.').at(-1) ?? '');
  expect(findLeaks(page, signatures)).toEqual([]);
});
