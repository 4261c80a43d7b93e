import { Token } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod/mini';
import { INTEGRATION_NAME } from '../functions/contract.ts';

// Every message completes "<setting> …, got: <value>" and reads the same whichever check failed.

const wholeNumber = (from: number, to: number) => {
  const message = `must be a whole number from ${from} to ${to}`;
  return z.int(message).check(z.gte(from, message), z.lte(to, message));
};

const decimal = (from: number, to: number) => {
  const message = `must be a number from ${from} to ${to}`;
  return z.number(message).check(z.gte(from, message), z.lte(to, message));
};

const text = (pattern: RegExp, message: string) => z.string(message).check(z.regex(pattern, message));

/** An ARN that the CDK may not know yet, when the construct is used in somebody's own app. */
const arn = (pattern: RegExp, message: string) =>
  z.string(message).check(z.refine((value) => Token.isUnresolved(value) || pattern.test(value), message));

const listOf = <T extends z.ZodMiniType<string | number>>(element: T, message: string) =>
  z
    .array(element, message)
    .check(z.refine((values) => new Set(values).size === values.length, 'must not name anything twice'));

const roleArn = arn(
  /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
  'must be the ARN of an IAM role, e.g. arn:aws:iam::111122223333:role/loader',
);
const roleArns = listOf(roleArn, 'must be a list of IAM role ARNs');

const tagText = '[A-Za-z0-9 _.:/=+@-]';

const integration = z.strictObject(
  {
    owner: z.optional(
      text(
        new RegExp(`^(?! )${tagText}{1,256}(?<! )$`),
        'must be 1 to 256 letters, digits, spaces or any of _.:/=+@-',
      ),
    ),
    readers: z._default(roleArns, []),
  },
  'must be an object, {} at least',
);

// One label at least must stand between `*.` and the top-level domain, so neither `*` nor `*.com` can pass.
const host = text(
  /^(?:\*\.)?(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*\.[a-z][a-z0-9-]*[a-z0-9]$/,
  'must be a lower-case host name such as acme.alationcloud.com or *.alationcloud.com, without scheme, port or path',
);

const timeZoneMessage = 'must be an IANA time zone such as UTC or Europe/Berlin';
// Intl knows more than EventBridge Scheduler: offsets such as +02:00, and any spelling of upper and lower case.
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

const fallingDays = z.array(wholeNumber(1, 365), 'must be a list of days').check(
  z.minLength(1, 'must hold at least one number of days'),
  z.refine(
    (days) => days.every((day, index) => index === 0 || day < (days[index - 1] ?? 0)),
    'must fall from one number of days to the next',
  ),
);

/** The settings as they stand in `cdk.json`; the parsed ones have every default filled in but the dependent ones. */
export const settingsSchema = z.strictObject(
  {
    integrations: z
      .record(
        text(INTEGRATION_NAME, 'must be named with 1 to 64 of a-z, 0-9 and -, with neither end being -'),
        integration,
        'must be an object of integrations by name',
      )
      .check(
        z.refine((all) => Object.keys(all).length > 0, 'must name at least one integration'),
        z.refine(
          (all) => Object.keys(all).length <= 100,
          'must name at most 100 integrations, because a CloudFormation stack holds 500 resources',
        ),
      ),
    prefix: z._default(
      text(
        /^[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/,
        'must be 1 to 32 of a-z, 0-9 and -, beginning with a letter and not ending with -',
      ),
      'alation',
    ),
    allowedHosts: z._default(
      listOf(host, 'must be a list of host names').check(z.minLength(1, 'must hold at least one host name')),
      ['*.alationcloud.com'],
    ),
    alertEmails: z._default(
      listOf(
        text(/^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/, 'must be an e-mail address'),
        'must be a list of e-mail addresses',
      ),
      [],
    ),
    rotationIntervalMinutes: z._default(wholeNumber(1, 360), 15),
    renewalFraction: z._default(decimal(0.1, 0.9), 0.5),
    probeIntervalMinutes: z.optional(wholeNumber(1, 1440)),
    refreshTokenLifetimeDays: z._default(wholeNumber(1, 3650), 60),
    warningDays: z._default(fallingDays, [30, 14, 7, 3, 1]),
    warningTime: z._default(
      text(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day from 00:00 to 23:59'),
      '08:00',
    ),
    warningTimeZone: z._default(timeZone, 'UTC'),
    clientSecretMaxAgeDays: z._default(wholeNumber(0, 3650), 0),
    oauthVerification: z._default(
      z.enum(['online', 'offline', 'both'], 'must be online, offline or both'),
      'both',
    ),
    writesPerSecond: z._default(wholeNumber(1, 50), 40),
    runwayAlarmHours: z.optional(decimal(0.1, 720)),
    logRetentionDays: z._default(
      z.number(retentionMessage).check(z.refine((days) => retentionDays.includes(days), retentionMessage)),
      90,
    ),
    kmsKeyArn: z.optional(
      arn(
        /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
        'must be the ARN of a KMS key (not of an alias)',
      ),
    ),
    operators: z._default(roleArns, []),
    rotatorReservedConcurrency: z.optional(wholeNumber(1, 10)),
    runbookUrl: z._default(
      text(/^[^\s#]{1,200}$/, 'must be 1 to 200 characters without spaces and #'),
      'docs/runbook.md',
    ),
    tags: z._default(
      z.record(
        text(
          new RegExp(`^(?!aws:|token-rotator:)${tagText}{1,128}$`, 'i'),
          'must be named with 1 to 128 letters, digits, spaces or any of _.:/=+@- and begin with neither aws: nor token-rotator:',
        ),
        text(
          new RegExp(`^${tagText}{0,256}$`),
          'must be at most 256 letters, digits, spaces or any of _.:/=+@-',
        ),
        'must be an object of tag values by name',
      ),
      {},
    ),
  },
  'must be an object of settings',
);
