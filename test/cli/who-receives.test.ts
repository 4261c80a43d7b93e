import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mailSubscriptions, type MailSubscriptions } from './mail-subscriptions.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let mails: MailSubscriptions;
beforeAll(async () => {
  world = await startWorld(['loader', 'tableau']);
  await Promise.all([world.onboard('loader', 2), world.onboard('tableau', 2)]);
  mails = mailSubscriptions(world);
});
afterAll(async () => {
  mails.close();
  await world.close();
});

const alertFindings = (body: unknown) =>
  (body as { findings: { what: string; verdict: string; says: string; todo: string[] }[] }).findings.filter(
    ({ what }) => what === 'Alerts',
  );

test('a subscription that is confirmed with its link on the command line cannot be ended by a mail scanner', async () => {
  mails.declare('email oncall@example.com');
  const link = await mails.subscribe('oncall@example.com');

  const { code, stdout } = await world.cli(['confirm-subscription', link]);

  expect(code).toBe(0);
  expect(stdout).toContain('oncall@example.com receives alerts. Only a caller with AWS credentials can end');
  expect(mails.find('oncall@example.com')).toMatchObject({ state: 'confirmed', isProtected: true });
  expect(alertFindings((await world.json(['doctor'])).body)).toEqual([
    expect.objectContaining({ verdict: 'ok', says: '1 confirmed subscription' }),
  ]);
});

test('a subscription that was already confirmed in the browser stays unprotected, and doctor names it', async () => {
  mails.declare('email oncall@example.com');
  const link = await mails.subscribe('oncall@example.com');
  await mails.follow(link);

  const { code, stdout } = await world.cli(['confirm-subscription', link]);
  const doctor = await world.json(['doctor']);

  expect(code).toBe(1);
  expect(stdout).toContain('was confirmed earlier without AWS credentials');
  expect(doctor.code).toBe(0);
  expect(alertFindings(doctor.body)[1]).toMatchObject({
    verdict: 'warning',
    says: 'a mail scanner, or a recipient of a forwarded alert, can end the subscription of oncall@example.com',
  });
});

test.each([
  ['not a link', 'This is not a link'],
  ['https://sns.us-east-1.amazonaws.com/unsubscribe.html?SubscriptionArn=arn:aws:sns', 'ends a subscription'],
  ['https://sns.us-east-1.amazonaws.com/confirmation.html?Token=2336412f37', 'not the complete link'],
  [
    'https://sns.eu-west-1.amazonaws.com/confirmation.html?TopicArn=arn:aws:sns:eu-west-1:123456789012:a&Token=2336412f37',
    'Add --region eu-west-1',
  ],
])('confirm-subscription refuses %s', async (link, message) => {
  const { code, stderr } = await world.cli(['confirm-subscription', link]);

  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('2336412f37');
});

test('confirm-subscription with a link that is too old says how to get a new link', async () => {
  mails.declare();
  const link = await mails.subscribe('oncall@example.com');
  world.aws.topics.subscriptions.clear();

  const { code, stderr } = await world.cli(['confirm-subscription', link]);

  expect(code).toBe(1);
  expect(stderr).toContain('SNS does not accept the link: it is older than two days, or not complete');
  expect(stderr).toContain('aws sns subscribe --topic-arn');
});

test('after the only subscription without a filter has ended, doctor exits 1 and test-alert shows who receives alerts', async () => {
  mails.declare('email oncall@example.com', 'email bi@example.com');
  const links = [
    await mails.subscribe('bi@example.com', { owner: ['bi-team'], severity: ['critical'] }),
    await mails.subscribe('oncall@example.com'),
  ];
  for (const link of links) await world.cli(['confirm-subscription', link]);
  const before = await world.json(['doctor']);
  mails.end('oncall@example.com');

  const after = await world.json(['doctor']);
  const alert = await world.cli(['test-alert', '--severity', 'critical', '--owner', 'bi-team'], '', 80);

  expect(before.code).toBe(0);
  expect(after.code).toBe(1);
  expect(alertFindings(after.body).map(({ verdict, says }) => `${verdict}: ${says}`)).toEqual([
    'ok: 1 confirmed subscription',
    'problem: oncall@example.com receives nothing: its subscription has ended',
    'problem: no one would receive warning alerts of bi-team (loader, tableau)',
    'problem: no one would receive the alarms: only a confirmed subscription without a filter does',
  ]);
  expect(alert.code).toBe(1);
  expect(stripVTControlCharacters(alert.stdout)).toMatchInlineSnapshot(`
    "A test alert is published.
      Topic        arn:aws:sns:us-east-1:123456789012:alation-token-rotator-alerts
      Alert        critical; owner bi-team
      Receives it  email bi@example.com

    SUBSCRIPTION              STATE      RECEIVES
    email bi@example.com      confirmed  owner bi-team; critical
    email oncall@example.com  deleted    nothing: it has ended

    OWNER    ALERTS         RECEIVED BY           INTEGRATIONS
    bi-team  critical       email bi@example.com  loader, tableau
    bi-team  warning, info  NO ONE                loader, tableau

    PROBLEM: oncall@example.com receives nothing: its subscription has ended
    PROBLEM: no one would receive warning alerts of bi-team (loader, tableau)
    PROBLEM: no one would receive the alarms: only a confirmed subscription without
    a filter does
    What to do:
      Check that the alert has arrived
      Subscribe oncall@example.com again, because a deployment does not. If the
      subscription has a filter: docs/runbook.md, NobodySubscribed. If not:
        aws sns subscribe \\
          --topic-arn arn:aws:sns:us-east-1:123456789012:alation-token-rotator-alerts \\
          --protocol email --notification-endpoint oncall@example.com
      Confirm oncall@example.com with the link of the mail that it got from SNS:
        npx alation-tokens confirm-subscription
      Add a recipient: widen a filter in alertSubscriptions or chatChannels, or add
      an address to alertEmails, and deploy
    "
  `);
});

test('if no subscription receives the alert, test-alert exits 1 and reports no receiver', async () => {
  mails.declare();
  await mails.follow(await mails.subscribe('bi@example.com', { severity: ['critical'] }));

  const { code, body } = await world.json(['test-alert', '--severity', 'warning']);

  expect(code).toBe(1);
  expect(body).toMatchObject({ confirmedSubscriptions: 1, receivers: [] });
});

test('doctor names the permission that it needs to read the filters of subscriptions', async () => {
  mails.declare();
  await mails.follow(await mails.subscribe('bi@example.com'));
  const clear = world.aws.faults.add({
    kind: 'error',
    service: 'sns',
    operation: 'GetSubscriptionAttributes',
    code: 'AuthorizationError',
    status: 403,
  });
  const { code, body } = await world.json(['doctor']);
  clear();

  expect(code).toBe(1);
  expect(alertFindings(body)).toMatchObject([
    { verdict: 'unknown', todo: [expect.stringContaining('sns:GetSubscriptionAttributes')] },
  ]);
});
