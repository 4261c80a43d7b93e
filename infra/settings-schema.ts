import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod/mini';
import { INTEGRATION_NAME } from '../functions/contract.ts';
import { alertSubscriptionSchema, chatChannelSchema, emailAddresses } from './alert-schema.ts';
import { allowedHost } from './host-schema.ts';
import { integrationSchema } from './integration-schema.ts';
import { networkSchema, noProxyHosts, proxyUrl } from './network-schema.ts';
import { decimal, flag, keyArn, listOf, roleArns, TAG_TEXT, text, wholeNumber } from './schema-elements.ts';

const timeZoneMessage = 'must be an IANA time zone such as UTC or Europe/Berlin';
// Intl accepts more than EventBridge Scheduler: offsets such as +02:00, and any upper and lower case.
const timeZone = z
  .string(timeZoneMessage)
  .check(
    z.refine(
      (name) => /^(?:UTC|[A-Z][A-Za-z_]+(?:\/[A-Z][\w+-]*)+)$/.test(name) && isKnownTimeZone(name),
      timeZoneMessage,
    ),
  );

function isKnownTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}

const retentionDays = Object.values(RetentionDays).filter(
  (days): days is RetentionDays => typeof days === 'number' && days !== RetentionDays.INFINITE,
);
const retentionMessage = `must be one of ${retentionDays.join(', ')}`;

const descendingDays = z.array(wholeNumber(1, 365), 'must be a list of days').check(
  z.minLength(1, 'must contain at least one number of days'),
  z.refine(
    (days) => days.every((day, index) => index === 0 || day < (days[index - 1] ?? 0)),
    'must be in descending order',
  ),
);

const integrations = z
  .record(
    text(
      INTEGRATION_NAME,
      'must have a name of 1 to 64 characters of a-z, 0-9 and -, without - at either end',
    ),
    integrationSchema,
    'must be an object of integrations by name',
  )
  .check(
    z.refine((all) => Object.keys(all).length > 0, 'must name at least one integration'),
    z.refine(
      (all) => Object.keys(all).length <= 100,
      'must name at most 100 integrations, because a CloudFormation stack has at most 500 resources',
    ),
  );

const chatChannels = z
  .record(
    text(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must have a name of 1 to 32 characters of a-z, 0-9 and -'),
    chatChannelSchema,
    'must be an object of chat channels by name',
  )
  .check(
    z.refine(
      (all) => Object.keys(all).length <= 10,
      'must name at most 10 chat channels, because the environment of a function has at most 4 KB',
    ),
  );

const tags = z.record(
  text(
    new RegExp(`^(?!aws:|token-rotator:)${TAG_TEXT}{1,128}$`, 'i'),
    'must have a name of 1 to 128 characters (letters, digits, spaces and _.:/=+@-) that does not begin with aws: or token-rotator:',
  ),
  text(
    new RegExp(`^${TAG_TEXT}{0,256}$`),
    'must have at most 256 characters: letters, digits, spaces and _.:/=+@-',
  ),
  'must be an object of tag values by name',
);

/** The settings of `cdk.json`. Parsed settings have every default, except those that depend on other settings. */
export const settingsSchema = z.strictObject(
  {
    integrations,
    prefix: z._default(
      text(
        /^[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/,
        'must be 1 to 32 characters of a-z, 0-9 and -, beginning with a letter and not ending with -',
      ),
      'alation',
    ),
    allowedHosts: z._default(
      listOf(allowedHost, 'must be a list of host names').check(
        z.minLength(1, 'must contain at least one host name'),
      ),
      ['*.alationcloud.com'],
    ),
    alertEmails: z._default(emailAddresses, []),
    alertSubscriptions: z._default(z.array(alertSubscriptionSchema, 'must be a list of subscriptions'), []),
    chatChannels: z._default(chatChannels, {}),
    rotationIntervalMinutes: z._default(wholeNumber(1, 360), 15),
    shards: z._default(wholeNumber(1, 100), 1),
    renewalFraction: z._default(decimal(0.1, 0.9), 0.5),
    probeIntervalMinutes: z.optional(wholeNumber(1, 1440)),
    refreshTokenLifetimeDays: z._default(wholeNumber(1, 3650), 60),
    renewRefreshTokens: z._default(flag, false),
    warningDays: z._default(descendingDays, [14, 7, 3, 1]),
    warningTime: z._default(
      text(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day from 00:00 to 23:59'),
      '08:00',
    ),
    warningTimeZone: z._default(timeZone, 'UTC'),
    clientSecretMaxAgeDays: z._default(wholeNumber(0, 3650), 0),
    summary: z._default(z.enum(['monthly', 'none'], 'must be monthly or none'), 'monthly'),
    accountAlias: z.optional(text(/^[a-z0-9-]{3,63}$/, 'must be 3 to 63 characters of a-z, 0-9 and -')),
    oauthVerification: z._default(
      z.enum(['online', 'offline', 'both'], 'must be online, offline or both'),
      'both',
    ),
    writesPerSecond: z._default(wholeNumber(1, 50), 40),
    nearExpiryFraction: z.optional(decimal(0.01, 0.9)),
    preset: z.optional(z.enum(['hardened'], 'must be hardened')),
    terminationProtection: z.optional(z.boolean('must be true or false')),
    logRetentionDays: z.optional(
      z.number(retentionMessage).check(z.refine((days) => retentionDays.includes(days), retentionMessage)),
    ),
    retainLogs: z.optional(z.boolean('must be true or false')),
    dashboard: z._default(flag, false),
    kmsKeyArn: z.optional(keyArn),
    operators: z._default(roleArns, []),
    requesters: z._default(roleArns, []),
    network: z.optional(networkSchema),
    httpsProxy: z.optional(proxyUrl),
    noProxy: z._default(noProxyHosts, []),
    caBundle: z.optional(text(/^\S.{0,1023}$/, 'must be the path of a PEM file')),
    rotatorReservedConcurrency: z.optional(wholeNumber(1, 100)),
    runbookUrl: z.optional(
      text(
        /^(?=.{1,200}$)https?:\/\/[^\s#]+$/,
        'must be an address that begins with https:// or http://, without spaces and #, at most 200 characters',
      ),
    ),
    tags: z._default(tags, {}),
  },
  'must be an object of settings',
);

/** Parsed settings without the defaults that depend on other settings. */
export type ParsedSettings = z.infer<typeof settingsSchema>;

/** The valid settings of one rotator with all defaults. */
export type Settings = Readonly<ParsedSettings> & {
  readonly probeIntervalMinutes: number;
  readonly nearExpiryFraction: number;
  readonly terminationProtection: boolean;
  readonly logRetentionDays: number;
  readonly retainLogs: boolean;
};

/** One integration of the settings. */
export type IntegrationSettings = Settings['integrations'][string];

/** One subscription of the alert topic. */
export type AlertSubscriptionSettings = Settings['alertSubscriptions'][number];

/** One chat channel. */
export type ChatChannelSettings = Settings['chatChannels'][string];

/** The network of the functions. */
export type NetworkSettings = NonNullable<Settings['network']>;
