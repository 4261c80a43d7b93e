import { stripVTControlCharacters } from 'node:util';
import { integrationSecrets } from '../../cli/aws/integration-secrets.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Tag } from '../../functions/contract.ts';
import { startWorld, type World } from './world.ts';
import { DAY_MS } from '../../functions/time.ts';

let world: World;
beforeAll(async () => {
  const requested = ['enough', 'young', 'doubtful'];
  const others = ['waiting', 'paused', 'short', 'revoked', 'failing', 'failing-pair', 'lonely', 'slow'];
  world = await startWorld(['well', ...others, ...requested]);
});
afterAll(() => world.close());

test('status shows every integration and what to do, and exits 1 if an operator must act', async () => {
  await world.onboard('well', 2, 30);

  const { code, stdout } = await world.cli(['status']);

  expect(code).toBe(1);
  expect(stdout).toMatch(/^INTEGRATION +STATE +ACCESS TOKEN +CREDENTIALS +NEXT ATTEMPT +LAST ROTATION$/m);
  expect(stdout).toMatch(
    /^well +fresh +23 h left +b 30 days, a 60 days +(?:in about \d+ (?:h|min)|next sweep) +20 min ago$/m,
  );
  expect(stdout).toMatch(/^waiting +awaiting-credentials +- +- +- +-$/m);
  expect(stdout).toContain('waiting: awaiting-credentials: no credentials are stored');
  expect(stdout).toContain('waiting: Store its first credential: npx alation-tokens onboard waiting');
});

test('doctor on a narrow terminal shows blocks instead of a table', async () => {
  const wide = stripVTControlCharacters((await world.cli(['doctor'], '', 250)).stdout);
  const narrow = stripVTControlCharacters((await world.cli(['doctor'], '', 50)).stdout);
  const piped = (await world.cli(['doctor'])).stdout;

  const head = /^CHECK +VERDICT/m;
  expect(wide).toMatch(head);
  expect(piped).toMatch(head);
  expect(narrow).not.toMatch(head);
});

test('status of one integration has every value beside its label', async () => {
  const { stdout } = await world.cli(['status', 'well'], '', 80);
  expect(stripVTControlCharacters(stdout)).toMatch(
    /^well\n {2}State {17}fresh\n {2}Access token expires {2}\S+ \S+ UTC \(in 23 h\)\n {2}Credentials {11}well-a 60 days, well-b 30 days\n/,
  );
  // The tags do not hold the settings of the rotator, and status reads only tags.
  expect(stdout).toMatch(/^"about": computed with the default settings\.| next sweep/m);
});

test('status of a fresh integration exits 0', async () => {
  const { code, stdout } = await world.cli(['status', 'well']);
  expect(code).toBe(0);
  expect(stdout).toContain('Nothing to do.');
});

test('status without any integration exits 1, because the prefix or the Region may be wrong', async () => {
  const { code, stdout } = await world.cli(['status', '--prefix', 'nowhere']);
  const { body } = await world.json(['status', '--prefix', 'nowhere']);
  expect(code).toBe(1);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    `No integration is deployed under the prefix "nowhere" in ${world.aws.region}, account ${world.aws.accountId}.`,
  );
  expect(body).toEqual({ needsPerson: true, integrations: [], html: null });
});

test('status reads no secret value', async () => {
  world.aws.calls.reset();
  await world.cli(['status']);
  await world.cli(['status', 'well']);
  expect(Object.keys(world.aws.calls.all()).toSorted()).toEqual([
    'secretsmanager.DescribeSecret',
    'secretsmanager.ListSecrets',
  ]);
});

test('status names the page and the command to replace a refresh token that has few days left', async () => {
  world.alation.behaviour.refreshTokenLifetimeMs = 5 * DAY_MS;
  await world.onboard('short');
  world.alation.behaviour.refreshTokenLifetimeMs = 60 * DAY_MS;

  const { code, stdout } = await world.cli(['status', 'short']);

  expect(code).toBe(1);
  expect(stdout).toContain('"short-a" expires in 5 days');
  expect(stdout).toContain(`${world.alation.url}/account/auth`);
  expect(stdout).toContain('npx alation-tokens replace short');
  expect((await world.cli(['status', 'short', '--days', '4'])).code).toBe(0);
});

test('rotate publishes a new access token', async () => {
  const before = await world.published('well');

  const { code, body } = await world.json(['rotate', 'well']);

  expect(code).toBe(0);
  expect(body).toMatchObject({ integration: 'well', outcome: 'published', accessToken: { verified: true } });
  const after = await world.published('well');
  expect(after.accessToken).not.toBe(before.accessToken);
  expect(world.alation.isAccessTokenActive(after.accessToken)).toBe(true);
});

test('rotate --at-least mints only if the access token is valid for less than the given time', async () => {
  await world.onboard('enough');
  const before = await world.published('enough');
  const { code, stdout } = await world.cli(['rotate', 'enough', '--at-least', '2h'], undefined, 80);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Not rotated: the published access token of enough is 20 min old and active\.$/m);
  expect(stdout).toContain('To replace the access token anyway: npx alation-tokens rotate enough --force');
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(await world.published('enough')).toEqual(before);

  const tooMuch = await world.json(['rotate', 'enough', '--at-least', '3d']);
  expect(tooMuch).toMatchObject({ code: 1, body: { outcome: 'published' } });
  const text = await world.cli(['rotate', 'enough', '--at-least', '3d']);
  expect(text.code).toBe(1);
  expect(text.stdout).toContain('The access token is valid for 23 h, less than the 3 days of --at-least.');
  expect(text.stdout).toContain('Lower --at-least, or raise the lifetime of access tokens in Alation');
});

test('rotate keeps a young access token, and rotate --force replaces it', async () => {
  await world.onboard('young');
  expect((await world.json(['rotate', 'young'])).body).toMatchObject({ outcome: 'published' });
  const before = await world.published('young');
  const kept = await world.json(['rotate', 'young']);
  expect(kept).toMatchObject({ code: 0, body: { outcome: 'kept', accessToken: { verified: true } } });
  expect(await world.published('young')).toEqual(before);

  expect(await world.json(['rotate', 'young', '--force'])).toMatchObject({
    code: 0,
    body: { outcome: 'published' },
  });
  expect(await world.published('young')).not.toEqual(before);
});

test('rotate says that Alation did not answer whether a young access token is active', async () => {
  await world.onboard('doubtful');
  await world.cli(['rotate', 'doubtful']);
  world.alation.outage(true);
  const { code, stderr } = await world.cli(['rotate', 'doubtful']);
  world.alation.outage(false);
  expect(code).toBe(3);
  expect(stderr).toContain(
    'and Alation did not answer whether it is active. Consumers still read this access token',
  );
  expect(stderr).toContain('npx alation-tokens rotate doubtful --force');
});

test('rotate --no-wait requests a rotation and does not wait', async () => {
  const { code, body } = await world.json(['rotate', 'well', '--no-wait']);
  expect(code).toBe(0);
  expect(body).toEqual({ integration: 'well', outcome: 'requested', accessToken: null });
});

test('after a transient failure rotate exits 3, names the access token that stays published, and says that the rotator does not repeat the request', async () => {
  await world.onboard('failing');
  world.alation.outage(true);
  const { code, stderr } = await world.cli(['rotate', 'failing']);
  const status = await world.json(['status', 'failing']);
  world.alation.outage(false);

  expect(code).toBe(3);
  expect(stderr).toContain('The rotation failed: Alation is not available (AlationUnavailable)');
  expect(stderr).toContain(
    'Consumers still read the published access token: perhaps inactive, not verified since the last attempt, expires',
  );
  // A sweep verifies the published access token. The sweep does not repeat the request.
  expect(stderr).not.toContain('retries by itself');
  expect(stderr).toContain('The rotator does not repeat a request');
  expect(stderr).toContain('If the failure lasts: Open base_url in a browser');
  expect(stderr).toContain('To request a new access token again: npx alation-tokens rotate failing');
  expect(status).toMatchObject({
    code: 0,
    body: {
      integrations: [
        {
          state: 'retrying',
          code: 'AlationUnavailable',
          needsPerson: false,
          nextAttemptSource: 'recorded',
        },
      ],
    },
  });
});

test('after a failed mint from the other credential, rotate says that the published access token was active when last verified', async () => {
  await world.onboard('failing-pair', 2);
  world.alation.outage(true);
  const { code, stderr } = await world.cli(['rotate', 'failing-pair', '--force']);
  const { body } = await world.json(['status', 'failing-pair']);
  const status = await world.cli(['status', 'failing-pair']);
  const events = await world.cli(['events', 'failing-pair']);
  world.alation.outage(false);

  expect(code).toBe(3);
  expect(stderr).not.toContain('perhaps inactive');
  expect(stderr).toContain(
    'Consumers still read the published access token: active when last verified, expires',
  );
  expect(body).toMatchObject({ integrations: [{ accessToken: { verified: true } }] });
  // The rotator does not repeat the request, so no text promises a retry.
  expect(events.stdout).toContain('Alation is not available. A later sweep does what is still due.');
  expect(status.stdout).toMatch(
    /Next attempt +in \d+ min: verifies the access token; next rotation in about \d+ h/,
  );
});

test('rotate reports that the rotator did not finish in time', async () => {
  await world.onboard('slow');
  // EventBridge accepts an event for a bus that does not exist and drops it.
  world.aws.events.buses.delete('alation-token-rotator');
  const { code, stderr } = await world.cli(['rotate', 'slow', '--timeout', '1']);
  world.aws.events.addEventBus('alation-token-rotator');

  expect(code).toBe(3);
  expect(stderr).toContain('The rotator did not finish within 1 s');
  expect(stderr).toContain('npx alation-tokens doctor');
});

test('verify exits 1 for an access token that was revoked', async () => {
  await world.onboard('revoked');
  expect(await world.json(['verify', 'revoked'])).toMatchObject({
    code: 0,
    body: { state: 'active', credential: 'revoked-a' },
  });
  world.alation.revokeAccessToken((await world.published('revoked')).accessToken);

  const { code, stdout } = await world.cli(['verify', 'revoked']);

  expect(code).toBe(1);
  expect(stdout).toContain('The access token of revoked is inactive: it was revoked or superseded');
  expect(stdout).toContain('npx alation-tokens rotate revoked');
});

test('verify reports an OAuth access token as active, and after its revocation as inactive', async () => {
  const client = world.alation.registerOAuthClient({ name: 'verify' });
  const args = ['onboard', 'lonely', '--client-id', client.clientId, '--base-url', world.alation.url];
  expect((await world.cli(args, client.clientSecret)).code).toBe(0);

  expect(await world.json(['verify', 'lonely'])).toMatchObject({ code: 0, body: { state: 'active' } });
  world.alation.revokeAccessTokensOf(client.clientId);
  expect(await world.json(['verify', 'lonely'])).toMatchObject({ code: 1, body: { state: 'inactive' } });
});

test('verify without a published access token fails and names the missing version', async () => {
  const { code, stderr } = await world.cli(['verify', 'waiting']);
  expect(code).toBe(1);
  expect(stderr).toContain('alation/waiting/access-token has no version under AWSCURRENT');
});

test('pause stops rotation, resume continues rotation, and an operator can repeat both commands', async () => {
  await world.onboard('paused');

  expect(await world.json(['pause', 'paused'])).toMatchObject({
    code: 0,
    body: { paused: true, changed: true },
  });
  expect(await world.json(['pause', 'paused'])).toMatchObject({
    code: 0,
    body: { paused: true, changed: false },
  });
  expect((await world.json(['status', 'paused'])).body).toMatchObject({
    needsPerson: false,
    integrations: [{ state: 'paused', nextAttempt: null }],
  });
  const refused = await world.cli(['rotate', 'paused']);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('npx alation-tokens resume paused');

  expect(await world.json(['resume', 'paused'])).toMatchObject({
    code: 0,
    body: { paused: false, changed: true },
  });
  expect(await world.json(['resume', 'paused'])).toMatchObject({
    code: 0,
    body: { paused: false, changed: false },
  });
  expect((await world.cli(['rotate', 'paused'])).code).toBe(0);
});

test('pause stores who paused, when and why, and resume removes this note', async () => {
  const paused = await world.cli(['pause', 'well', '--reason', 'Tableau is upgraded']);
  const status = await world.json(['status', 'well']);
  await world.cli(['resume', 'well']);
  const resumed = await world.json(['status', 'well']);

  expect(paused.code).toBe(0);
  expect(paused.stdout).toContain('only alerts about the pause');
  expect(status.body).toMatchObject({
    integrations: [
      {
        state: 'paused',
        reason: expect.stringMatching(
          /^paused since \d{4}-\d\d-\d\d \d\d:\d\d UTC by user\/local: Tableau is upgraded$/,
        ) as unknown,
      },
    ],
  });
  expect(JSON.stringify(resumed.body)).not.toContain('upgraded');
});

test('pause refuses a reason that is too long, and changes nothing', async () => {
  const { code, stderr } = await world.cli(['pause', 'well', '--reason', 'x'.repeat(121)]);

  expect(code).toBe(2);
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain('The reason must have at most 120 characters; got 121');
  expect((await world.json(['status', 'well'])).body).toMatchObject({ integrations: [{ state: 'fresh' }] });
});

test('pause adds only its own two tags, and resume removes them', async () => {
  const tagsOf = async () =>
    (await integrationSecrets(world.installation.secretsManager, 'alation', 'well').describe())?.tags ?? {};
  const before = await tagsOf();
  await world.cli(['pause', 'well']);
  expect(await tagsOf()).toEqual({
    ...before,
    [Tag.paused]: 'true',
    [Tag.pauseNote]: expect.stringMatching(/^since=\S+ by=user\/local$/) as unknown,
  });
  await world.cli(['resume', 'well']);
  expect(await tagsOf()).toEqual(before);
});
