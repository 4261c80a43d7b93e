import { isAllowedBaseUrl } from '../../functions/alation/base-url.ts';
import { rotatorSettings } from '../../functions/runtime/environment.ts';
import { expect, test } from 'vitest';
import { parseSettings } from '../../infra/settings.ts';
import { SettingsError } from '../../infra/settings-error.ts';

/** The variables of the rotator without ALLOWED_HOSTS. */
const otherVariables = {
  SECRET_PREFIX: 'alation',
  ROTATION_INTERVAL_MINUTES: '15',
  RENEWAL_FRACTION: '0.5',
  PROBE_INTERVAL_MINUTES: '60',
  REFRESH_TOKEN_LIFETIME_DAYS: '60',
  WRITES_PER_SECOND: '40',
  OAUTH_VERIFICATION: 'both',
  EVENT_BUS_NAME: 'alation-token-rotator',
};

const integrations = { tableau: {} };

test('every setting has its default', () => {
  expect(parseSettings({ integrations })).toEqual({
    integrations: { tableau: { readers: [], replicas: [] } },
    prefix: 'alation',
    allowedHosts: ['*.alationcloud.com'],
    alertEmails: [],
    alertSubscriptions: [],
    chatChannels: {},
    dashboard: false,
    rotationIntervalMinutes: 15,
    shards: 1,
    renewalFraction: 0.5,
    probeIntervalMinutes: 60,
    refreshTokenLifetimeDays: 60,
    warningDays: [14, 7, 3, 1],
    warningTime: '08:00',
    warningTimeZone: 'UTC',
    clientSecretMaxAgeDays: 0,
    summary: 'monthly',
    renewRefreshTokens: false,
    oauthVerification: 'both',
    writesPerSecond: 40,
    nearExpiryFraction: 0.25,
    logRetentionDays: 90,
    retainLogs: false,
    terminationProtection: false,
    operators: [],
    requesters: [],
    noProxy: [],
    tags: {},
  });
});

test.each([
  [{ rotationIntervalMinutes: 120 }, { probeIntervalMinutes: 120 }],
  [{ renewalFraction: 0.9 }, { nearExpiryFraction: 0.05 }],
  [{ renewalFraction: 0.1 }, { nearExpiryFraction: 0.45 }],
])('with %j other settings have the defaults %j', (given, followed) => {
  expect(parseSettings({ integrations, ...given })).toMatchObject(followed);
});

test.each([
  'acme.alationcloud.com',
  '*.corp.example',
  'alation.corp:8443',
  '10.0.0.5',
  '10.0.0.5:8443',
  '[fd00::5]:8443',
])('the host %s may be allowed, and the functions accept it', (host) => {
  const { allowedHosts } = parseSettings({ integrations, allowedHosts: [host] });
  const environment = { ...otherVariables, ALLOWED_HOSTS: allowedHosts.join(',') };

  expect(rotatorSettings(environment).allowedHosts).toEqual([host]);
  expect(isAllowedBaseUrl(`https://${host.replace('*', 'acme')}`, allowedHosts)).toBe(true);
});

const HOST =
  'must be a lower-case host such as acme.alationcloud.com, alation.corp:8443, 10.0.0.5 or *.alationcloud.com, without scheme, path and port 443';
const RETENTION =
  'must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653';
const NAME = 'must have a name of 1 to 64 characters of a-z, 0-9 and -, without - at either end';
const ROLE = 'must be the ARN of an IAM role, e.g. arn:aws:iam::111122223333:role/loader';
const ROLE_ARN = 'arn:aws:iam::111122223333:role/loader';

test.each<[Record<string, unknown>, string]>([
  [{ integrations: undefined }, 'integrations must be an object of integrations by name, got: nothing'],
  [{ integrations: {} }, 'integrations must name at least one integration, got: {}'],
  [{ integrations: { Tableau: {} } }, `integrations.Tableau ${NAME}`],
  [{ integrations: { 'tableau-': {} } }, `integrations.tableau- ${NAME}`],
  [{ integrations: { 'a/b': {} } }, `integrations.a/b ${NAME}`],
  [{ integrations: { tableau: null } }, 'integrations.tableau must be an object, e.g. {}, got: null'],
  [
    { integrations: { tableau: { owner: '' } } },
    'integrations.tableau.owner must have 1 to 256 characters: letters, digits, spaces (not at either end) and _.:/=+@-, got: ""',
  ],
  [
    { integrations: { tableau: { owner: 'bi; team' } } },
    'integrations.tableau.owner must have 1 to 256 characters: letters, digits, spaces (not at either end) and _.:/=+@-, got: "bi; team"',
  ],
  [{ integrations: { tableau: { readers: ['*'] } } }, `integrations.tableau.readers[0] ${ROLE}, got: "*"`],
  [
    { integrations: { tableau: { readers: ['arn:aws:iam::111122223333:user/loader'] } } },
    `integrations.tableau.readers[0] ${ROLE}, got: "arn:aws:iam::111122223333:user/loader"`,
  ],
  [
    { integrations: { tableau: { reader: [] } } },
    'integrations.tableau.reader is not a setting, allowed: owner, readers, renewRefreshTokens, replicas',
  ],
  [
    { prefix: 'Alation/' },
    'prefix must be 1 to 32 characters of a-z, 0-9 and -, beginning with a letter and not ending with -, got: "Alation/"',
  ],
  [{ allowedHosts: [] }, 'allowedHosts must contain at least one host name, got: []'],
  ...[
    '*',
    '*.com',
    'com',
    'https://acme.alationcloud.com',
    'acme.alationcloud.com:443',
    'acme.alationcloud.com/a',
    'ACME.alationcloud.com',
    'a.*.com',
    '*.alationcloud.com:8443',
    '*.0.0.1',
    '010.0.0.1',
    'alation.corp:08443',
    'alation.corp:99999',
    'fd00::5',
    '[fe80::1]',
    '-acme.alationcloud.com',
    '169.254.169.254',
  ].map((host): [Record<string, unknown>, string] => [
    { allowedHosts: [host] },
    `allowedHosts[0] ${HOST}, got: "${host}"`,
  ]),
  [{ allowedHosts: ['a.com', 'a.com'] }, 'allowedHosts must not contain duplicates, got: ["a.com","a.com"]'],
  [
    { alertEmails: 'bi@example.com' },
    'alertEmails must be a list of e-mail addresses, got: "bi@example.com"',
  ],
  [{ alertEmails: ['bi'] }, 'alertEmails[0] must be an e-mail address, got: "bi"'],
  [{ rotationIntervalMinutes: 0 }, 'rotationIntervalMinutes must be a whole number from 1 to 360, got: 0'],
  [
    { rotationIntervalMinutes: 361 },
    'rotationIntervalMinutes must be a whole number from 1 to 360, got: 361',
  ],
  [
    { rotationIntervalMinutes: 1.5 },
    'rotationIntervalMinutes must be a whole number from 1 to 360, got: 1.5',
  ],
  [
    { rotationIntervalMinutes: '15' },
    'rotationIntervalMinutes must be a whole number from 1 to 360, got: "15"',
  ],
  [{ renewalFraction: 0.05 }, 'renewalFraction must be a number from 0.1 to 0.9, got: 0.05'],
  [{ renewalFraction: 1 }, 'renewalFraction must be a number from 0.1 to 0.9, got: 1'],
  [{ probeIntervalMinutes: 1441 }, 'probeIntervalMinutes must be a whole number from 1 to 1440, got: 1441'],
  [{ refreshTokenLifetimeDays: 0 }, 'refreshTokenLifetimeDays must be a whole number from 1 to 3650, got: 0'],
  [{ warningDays: [] }, 'warningDays must contain at least one number of days, got: []'],
  [{ warningDays: [1, 7] }, 'warningDays must be in descending order, got: [1,7]'],
  [{ warningDays: [7, 7] }, 'warningDays must be in descending order, got: [7,7]'],
  [{ warningDays: [7, 0] }, 'warningDays[1] must be a whole number from 1 to 365, got: 0'],
  [{ warningTime: '8:00' }, 'warningTime must be a time of day from 00:00 to 23:59, got: "8:00"'],
  [{ warningTime: '24:00' }, 'warningTime must be a time of day from 00:00 to 23:59, got: "24:00"'],
  ...['Berlin', '+02:00', ''].map((zone): [Record<string, unknown>, string] => [
    { warningTimeZone: zone },
    `warningTimeZone must be an IANA time zone such as UTC or Europe/Berlin, got: "${zone}"`,
  ]),
  [{ clientSecretMaxAgeDays: -1 }, 'clientSecretMaxAgeDays must be a whole number from 0 to 3650, got: -1'],
  [{ oauthVerification: 'none' }, 'oauthVerification must be online, offline or both, got: "none"'],
  [{ writesPerSecond: 51 }, 'writesPerSecond must be a whole number from 1 to 50, got: 51'],
  [{ nearExpiryFraction: 0 }, 'nearExpiryFraction must be a number from 0.01 to 0.9, got: 0'],
  [
    { nearExpiryFraction: 0.5 },
    'nearExpiryFraction must be below 0.5, because an access token has that fraction of its lifetime left when it is rotated with renewalFraction 0.5, got: 0.5',
  ],
  [{ logRetentionDays: 100 }, `logRetentionDays ${RETENTION}, got: 100`],
  [{ logRetentionDays: 9999 }, `logRetentionDays ${RETENTION}, got: 9999`],
  [
    { kmsKeyArn: 'alias/mine' },
    'kmsKeyArn must be the ARN of a KMS key (not of an alias), got: "alias/mine"',
  ],
  [{ operators: ['operator'] }, `operators[0] ${ROLE}, got: "operator"`],
  [
    { rotatorReservedConcurrency: 0 },
    'rotatorReservedConcurrency must be a whole number from 1 to 100, got: 0',
  ],
  ...['docs/runbook.md', 'https://wiki.example.com/a b', 'https://wiki.example.com/#top', 'javascript:x'].map(
    (runbookUrl): [Record<string, unknown>, string] => [
      { runbookUrl },
      `runbookUrl must be an address that begins with https:// or http://, without spaces and #, at most 200 characters, got: "${runbookUrl}"`,
    ],
  ),
  [
    { tags: { 'token-rotator:role': 'x' } },
    'tags.token-rotator:role must have a name of 1 to 128 characters (letters, digits, spaces and _.:/=+@-) that does not begin with aws: or token-rotator:',
  ],
  [
    { rotationIntervalMinutes: 120, renewalFraction: 0.9 },
    'rotationIntervalMinutes must be at most 72 with renewalFraction 0.9, because two sweeps must fit between the rotation and the expiry of a 24 h access token, got: 120',
  ],
  [
    { probeIntervalMinutes: 10 },
    'probeIntervalMinutes must be at least rotationIntervalMinutes (15), because the rotator probes only in a sweep, got: 10',
  ],
  [
    { warningDays: [60, 7] },
    'warningDays must be below refreshTokenLifetimeDays (60), because otherwise a new refresh token causes a warning immediately, got: 60',
  ],
  [
    { integrations: { tableau: { readers: [ROLE_ARN] } }, operators: [ROLE_ARN] },
    `integrations.tableau.readers must not name an operator, because a reader must not read credentials, got: "${ROLE_ARN}"`,
  ],
])('the setting %j is refused', (given, problem) => {
  expect(() => parseSettings({ integrations, ...given })).toThrow(
    new SettingsError(`the settings of alation-token-rotator are invalid:\n- ${problem}`),
  );
});

const IN_NOVEMBER = Date.UTC(2026, 10, 29);

test.each([
  ['Europe/Berlin', '02:30', '02:00 to 02:59', '2027-03-28', '03:00'],
  ['Europe/Berlin', '02:00', '02:00 to 02:59', '2027-03-28', '03:00'],
  ['Europe/Berlin', '02:59', '02:00 to 02:59', '2027-03-28', '03:00'],
  ['America/Santiago', '00:30', '00:00 to 00:59', '2027-09-05', '01:00'],
  ['America/New_York', '02:15', '02:00 to 02:59', '2027-03-14', '03:00'],
  ['Australia/Lord_Howe', '02:10', '02:00 to 02:29', '2027-10-03', '02:30'],
])(
  'the app refuses a warningTime that a change of the clock skips: %s %s',
  (warningTimeZone, warningTime, skipped, day, instead) => {
    expect(() => parseSettings({ integrations, warningTime, warningTimeZone }, IN_NOVEMBER)).toThrow(
      `- warningTime must not be from ${skipped} with warningTimeZone ${warningTimeZone}, because the clock skips these times on ${day} and the warner would not run that day, allowed: e.g. ${instead}, got: "${warningTime}"`,
    );
  },
);

test.each([
  ['Europe/Berlin', '01:59'],
  ['Europe/Berlin', '03:00'],
  ['America/Santiago', '01:00'],
  ['America/Santiago', '23:59'],
  ['Australia/Lord_Howe', '02:30'],
  ['Asia/Tokyo', '02:30'],
  ['UTC', '02:30'],
])('the app allows a warningTime that every day has: %s %s', (warningTimeZone, warningTime) => {
  expect(parseSettings({ integrations, warningTime, warningTimeZone }, IN_NOVEMBER)).toMatchObject({
    warningTime,
  });
});

test('one error lists every invalid setting', () => {
  const wrong = { integrations: { Bad: {} }, warningTime: 'noon', writesPerSecond: 0 };

  expect(() => parseSettings(wrong)).toThrow(
    new SettingsError(
      [
        'the settings of alation-token-rotator are invalid:',
        `- integrations.Bad ${NAME}`,
        '- warningTime must be a time of day from 00:00 to 23:59, got: "noon"',
        '- writesPerSecond must be a whole number from 1 to 50, got: 0',
      ].join('\n'),
    ),
  );
});

test.each([
  { integrations, refreshToken: 'canary-value' },
  { integrations: { tableau: { refresh_token: 'canary-value' } } },
  { integrations: { tableau: 'canary-value' } },
  'canary-value',
])('an error does not show a possible refresh token in the wrong place', (given) => {
  expect(() => parseSettings(given)).toThrow(/^(?!.*canary-value)/s);
});

test('the app refuses missing settings', () => {
  expect(() => parseSettings(undefined)).toThrow(
    'alation-token-rotator must be an object of settings, got: nothing',
  );
});

test('the app refuses a key of a replica from another Region', () => {
  const kmsKeyArn = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const replicated = (region: string) => ({
    integrations: { tableau: { replicas: [{ region, kmsKeyArn }] } },
  });
  expect(() => parseSettings(replicated('eu-west-1'))).toThrow(
    `integrations.tableau.replicas[0].kmsKeyArn must be the ARN of a KMS key in the Region of its replica, got: "${kmsKeyArn}"`,
  );
  expect(() => parseSettings(replicated('us-east-1'))).not.toThrow();
});
