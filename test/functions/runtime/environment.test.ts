import { expect, test } from 'vitest';
import { EnvironmentError } from '../../../functions/runtime/environment-variable.ts';
import { rotatorSettings, warnerSettings } from '../../../functions/runtime/environment.ts';

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:alerts';
const CHAT = 'arn:aws:sns:eu-central-1:123456789012:chat';

const rotator = {
  SECRET_PREFIX: 'alation',
  ALLOWED_HOSTS: 'acme.alationcloud.com, *.alation.example',
  ROTATION_INTERVAL_MINUTES: '15',
  RENEWAL_FRACTION: '0.5',
  PROBE_INTERVAL_MINUTES: '60',
  REFRESH_TOKEN_LIFETIME_DAYS: '60',
  WRITES_PER_SECOND: '40',
  OAUTH_VERIFICATION: 'both',
  EVENT_BUS_NAME: 'alation-token-rotator',
};

const warner = {
  SECRET_PREFIX: 'team/alation',
  ALLOWED_HOSTS: 'acme.alationcloud.com',
  WARNING_DAYS: '7,30,1,7, 14,3',
  CLIENT_SECRET_MAX_AGE_DAYS: '0',
  ALERT_TOPIC_ARN: TOPIC,
  CHAT_TOPICS: JSON.stringify([{ topicArn: CHAT, owners: ['bi-team'], severities: ['critical'] }]),
  EVENT_BUS_NAME: 'arn:aws:events:eu-central-1:123456789012:event-bus/alation-token-rotator',
};

/** The problems that the error of `read` lists. */
function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message.split('\n- ').slice(1);
    throw error;
  }
  throw new Error('the environment was accepted');
}

test('the rotator reads its settings in the units of the code', () => {
  expect(rotatorSettings(rotator)).toMatchObject({
    secretPrefix: 'alation',
    allowedHosts: ['acme.alationcloud.com', '*.alation.example'],
    rotationIntervalMs: 900_000,
    renewalFraction: 0.5,
    probeIntervalMs: 3_600_000,
    refreshTokenLifetimeMs: 5_184_000_000,
    writesPerSecond: 40,
    oauthVerification: 'both',
    eventBusName: 'alation-token-rotator',
  });
});

test('the warner reads its settings, with warning days in descending order and without duplicates', () => {
  expect(warnerSettings(warner)).toMatchObject({
    secretPrefix: 'team/alation',
    allowedHosts: ['acme.alationcloud.com'],
    warningDays: [30, 14, 7, 3, 1],
    clientSecretMaxAgeDays: 0,
    alertTopicArn: TOPIC,
    chatTopics: [{ topicArn: CHAT, owners: ['bi-team'], severities: ['critical'] }],
    eventBusName: warner.EVENT_BUS_NAME,
  });
});

test('the warner starts without RUNBOOK_URL, and reads RUNBOOK_URL if it is set', () => {
  const RUNBOOK_URL = 'https://wiki.example.com/runbook';
  expect(warnerSettings(warner).runbookUrl).toBeUndefined();
  expect(warnerSettings({ ...warner, RUNBOOK_URL }).runbookUrl).toBe(RUNBOOK_URL);
});

test.each(Object.keys(rotator))(
  'the rotator does not start without %s, and the error names the variable',
  (name) => {
    const [problem, ...others] = problemsOf(() => rotatorSettings({ ...rotator, [name]: undefined }));
    expect(problem).toMatch(new RegExp(`^${name} is not set; allowed: .{10,}`));
    expect(others).toEqual([]);
  },
);

test.each(Object.keys(warner))(
  'the warner does not start without %s, and the error names the variable',
  (name) => {
    const [problem, ...others] = problemsOf(() => warnerSettings({ ...warner, [name]: undefined }));
    expect(problem).toMatch(new RegExp(`^${name} is not set; allowed: .{10,}`));
    expect(others).toEqual([]);
  },
);

test.each([
  ['SECRET_PREFIX', '', 'letters, digits and _+=.@-'],
  ['SECRET_PREFIX', '/alation', 'in segments separated by /'],
  ['SECRET_PREFIX', 'alation/', 'such as alation'],
  ['SECRET_PREFIX', 'a b', 'letters, digits'],
  ['SECRET_PREFIX', 'a'.repeat(201), 'at most 200 characters'],
  ['ALLOWED_HOSTS', '', 'comma-separated host names'],
  ['ALLOWED_HOSTS', '*', 'The domain after the wildcard must have at least two labels'],
  ['ALLOWED_HOSTS', '*.com', 'at least two labels'],
  ['ALLOWED_HOSTS', 'acme.alationcloud.com,', 'host names'],
  ['ALLOWED_HOSTS', 'acme.alationcloud.com/path', 'host names'],
  ['ROTATION_INTERVAL_MINUTES', '0', 'a whole number from 1 to 1440'],
  ['ROTATION_INTERVAL_MINUTES', '1441', 'a whole number from 1 to 1440'],
  ['ROTATION_INTERVAL_MINUTES', '7.5', 'a whole number from 1 to 1440'],
  ['ROTATION_INTERVAL_MINUTES', '15 minutes', 'a whole number from 1 to 1440'],
  ['ROTATION_INTERVAL_MINUTES', '1e2', 'a whole number from 1 to 1440'],
  ['RENEWAL_FRACTION', '0.09', 'a number from 0.1 to 0.9'],
  ['RENEWAL_FRACTION', '0.91', 'a number from 0.1 to 0.9'],
  ['RENEWAL_FRACTION', '-0.5', 'a number from 0.1 to 0.9'],
  ['RENEWAL_FRACTION', 'NaN', 'a number from 0.1 to 0.9'],
  ['PROBE_INTERVAL_MINUTES', '10081', 'a whole number from 1 to 10080'],
  ['REFRESH_TOKEN_LIFETIME_DAYS', '3651', 'a whole number from 1 to 3650'],
  ['WRITES_PER_SECOND', '50.1', 'a number from 0.1 to 50'],
  ['OAUTH_VERIFICATION', 'none', 'online, offline or both'],
  ['EVENT_BUS_NAME', 'my bus', 'the name or ARN of an event bus'],
])('the rotator refuses %s=%j and the error lists the allowed values', (name, text, allowed) => {
  const [problem, ...others] = problemsOf(() => rotatorSettings({ ...rotator, [name]: text }));
  expect(problem).toContain(`${name} is ${JSON.stringify(text.slice(0, 100)).slice(0, -1)}`);
  expect(problem?.split('; allowed: ')[1]).toContain(allowed);
  expect(others).toEqual([]);
});

test.each([
  ['WARNING_DAYS', '', 'comma-separated days before expiry'],
  ['WARNING_DAYS', '0', 'from 1 to 365'],
  ['WARNING_DAYS', '366', 'from 1 to 365'],
  ['WARNING_DAYS', '30;14', 'comma-separated'],
  ['CLIENT_SECRET_MAX_AGE_DAYS', '-1', 'a whole number from 0 to 3650'],
  ['RUNBOOK_URL', 'docs/runbook.md', 'an address that begins with https://'],
  ['ALERT_TOPIC_ARN', 'alerts', 'the ARN of a standard SNS topic'],
  ['ALERT_TOPIC_ARN', `${TOPIC}.fifo`, 'the ARN of a standard SNS topic'],
  ['CHAT_TOPICS', '', 'a JSON list of topics'],
  ['CHAT_TOPICS', '{}', 'a JSON list of topics'],
  ['CHAT_TOPICS', '[{"topicArn":"chat"}]', 'a JSON list of topics'],
  ['CHAT_TOPICS', `[{"topicArn":"${CHAT}","severities":["loud"]}]`, 'a JSON list of topics'],
  ['CHAT_TOPICS', `[{"topicArn":"${CHAT}","owner":"bi-team"}]`, 'a JSON list of topics'],
])('the warner refuses %s=%j and the error lists the allowed values', (name, text, allowed) => {
  const [problem, ...others] = problemsOf(() => warnerSettings({ ...warner, [name]: text }));
  expect(problem).toContain(`${name} is ${JSON.stringify(text.slice(0, 100)).slice(0, -1)}`);
  expect(problem?.split('; allowed: ')[1]).toContain(allowed);
  expect(others).toEqual([]);
});

test('one error lists all problems', () => {
  const problems = problemsOf(() =>
    rotatorSettings({ ...rotator, SECRET_PREFIX: ' ', WRITES_PER_SECOND: 'fast' }),
  );
  expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['SECRET_PREFIX', 'WRITES_PER_SECOND']);
});

test('neither function starts if certificate checks are turned off', () => {
  const unsafe = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
  const problem =
    'NODE_TLS_REJECT_UNAUTHORIZED is "0": this turns off certificate checks. Remove the variable';
  expect(problemsOf(() => rotatorSettings({ ...rotator, ...unsafe }))).toEqual([problem]);
  expect(problemsOf(() => warnerSettings({ ...warner, ...unsafe }))).toEqual([problem]);
});

test('the error quotes only the start of a long value', () => {
  const [problem] = problemsOf(() => rotatorSettings({ ...rotator, EVENT_BUS_NAME: `${'b'.repeat(300)} ` }));
  expect(problem?.length).toBeLessThan(250);
});
