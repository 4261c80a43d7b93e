import * as z from 'zod/mini';
import { EnvironmentVariable, SEVERITIES } from '../contract.ts';
import type { OAuthVerification } from '../alation/oauth/verification.ts';
import type { ChatFilter } from '../aws/chat-topics.ts';
import {
  choiceVariable,
  jsonVariable,
  listVariable,
  numberVariable,
  optionalVariable,
  readVariables,
  textVariable,
  type Environment,
  type Variable,
} from './environment-variable.ts';
import { MINUTE_MS, DAY_MS } from '../time.ts';

/** The settings of the rotator. `EnvironmentVariable` explains each. */
export interface RotatorSettings {
  readonly secretPrefix: string;
  /** Hosts, `*.` wildcards or exact origins, as for `parseBaseUrl`. */
  readonly allowedHosts: readonly string[];
  readonly rotationIntervalMs: number;
  readonly renewalFraction: number;
  readonly probeIntervalMs: number;
  readonly refreshTokenLifetimeMs: number;
  readonly writesPerSecond: number;
  readonly oauthVerification: OAuthVerification;
  readonly eventBusName: string;
}

/** The settings of the warner. `EnvironmentVariable` explains each. */
export interface WarnerSettings {
  readonly secretPrefix: string;
  /** The same hosts as in `RotatorSettings`. Alerts link to no other host. */
  readonly allowedHosts: readonly string[];
  /** Without duplicates, in descending order. */
  readonly warningDays: readonly number[];
  readonly clientSecretMaxAgeDays: number;
  /** Whether each owner gets a summary. */
  readonly summary: 'monthly' | 'none';
  /** Name of the account in the subject of alerts; undefined for the account id. */
  readonly accountAlias?: string | undefined;
  readonly alertTopicArn: string;
  /** Topics of chat channels; none by default. */
  readonly chatTopics?: readonly (ChatFilter & { readonly topicArn: string })[];
  /** The declared subscriptions of the alert topic, as `subscriptionName`; none by default. */
  readonly declaredSubscriptions?: readonly string[] | undefined;
  /** Absolute address of the runbook; undefined if it is not published. */
  readonly runbookUrl?: string | undefined;
  readonly eventBusName: string;
}

/** Reads the rotator's settings. Throws an `EnvironmentError` with all problems. */
export function rotatorSettings(environment: Environment): RotatorSettings {
  return readVariables(rotatorVariables, environment);
}

/** Reads the warner's settings. Throws an `EnvironmentError` with all problems. */
export function warnerSettings(environment: Environment): WarnerSettings {
  return readVariables(warnerVariables, environment);
}

const secretPrefix = textVariable(
  EnvironmentVariable.secretPrefix,
  /^(?=.{1,200}$)[\w+=.@-]+(?:\/[\w+=.@-]+)*$/,
  'at most 200 characters (letters, digits and _+=.@-), in segments separated by /, such as alation',
);

const eventBusName = textVariable(
  EnvironmentVariable.eventBusName,
  /^(?:[\w./-]{1,256}|arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:event-bus\/[\w./-]{1,256})$/,
  'the name or ARN of an event bus, such as default',
);

/** Pattern of one label of a host name. */
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';

const oauthVerification = choiceVariable<OAuthVerification>(EnvironmentVariable.oauthVerification, [
  'online',
  'offline',
  'both',
]);

const allowedHosts = listVariable(
  EnvironmentVariable.allowedHosts,
  new RegExp(
    `^(?:\\*\\.${label}\\.(?:${label}\\.)*${label}|(?:https?://)?(?:(?:${label}\\.)*${label}|\\[[0-9a-f:]+\\])(?::\\d{1,5})?)$`,
    'i',
  ),
  'comma-separated host names, such as acme.alationcloud.com, 10.0.0.5:8443 or *.alationcloud.com. A wildcard allows ' +
    'every subdomain. The domain after the wildcard must have at least two labels',
);

const rotatorVariables = {
  secretPrefix,
  allowedHosts,
  rotationIntervalMs: numberVariable(EnvironmentVariable.rotationIntervalMinutes, {
    least: 1,
    most: 1_440,
    whole: true,
    factor: MINUTE_MS,
  }),
  renewalFraction: numberVariable(EnvironmentVariable.renewalFraction, {
    least: 0.1,
    most: 0.9,
    whole: false,
  }),
  probeIntervalMs: numberVariable(EnvironmentVariable.probeIntervalMinutes, {
    least: 1,
    most: 10_080,
    whole: true,
    factor: MINUTE_MS,
  }),
  refreshTokenLifetimeMs: numberVariable(EnvironmentVariable.refreshTokenLifetimeDays, {
    least: 1,
    most: 3_650,
    whole: true,
    factor: DAY_MS,
  }),
  writesPerSecond: numberVariable(EnvironmentVariable.writesPerSecond, {
    least: 0.1,
    most: 50,
    whole: false,
  }),
  oauthVerification,
  eventBusName,
};

const days = listVariable(EnvironmentVariable.warningDays, /^(?!0+$)\d{1,3}$/, '');
const warningDays: Variable<number[]> = {
  name: EnvironmentVariable.warningDays,
  allowed: 'comma-separated days before expiry, each a whole number from 1 to 365, such as 14,7,3,1',
  parse: (text) => {
    const setting = [...new Set(days.parse(text)?.setting.map(Number))].toSorted((a, b) => b - a);
    return setting.length > 0 && setting.every((day) => day <= 365) ? { setting } : undefined;
  },
};

const topicArn = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/;

const chatTopics = jsonVariable(
  EnvironmentVariable.chatTopics,
  z.array(
    z.strictObject({
      topicArn: z.string().check(z.regex(topicArn)),
      owners: z.optional(z.array(z.string())),
      severities: z.optional(z.array(z.enum(SEVERITIES))),
    }),
  ),
  'a JSON list of topics such as [{"topicArn":"arn:aws:sns:eu-central-1:123456789012:chat","owners":["bi"]}]',
);

const declaredSubscriptions = jsonVariable(
  EnvironmentVariable.declaredSubscriptions,
  z.array(z.string()),
  'a JSON list of protocols and endpoints such as ["email oncall@example.com"]',
);

const warnerVariables = {
  secretPrefix,
  allowedHosts,
  warningDays,
  clientSecretMaxAgeDays: numberVariable(EnvironmentVariable.clientSecretMaxAgeDays, {
    least: 0,
    most: 3_650,
    whole: true,
  }),
  summary: optionalVariable(choiceVariable(EnvironmentVariable.summary, ['monthly', 'none']), 'monthly'),
  accountAlias: optionalVariable(
    textVariable(
      EnvironmentVariable.accountAlias,
      /^[a-z0-9-]{3,63}$/,
      '3 to 63 characters of a-z, 0-9 and -',
    ),
    undefined,
  ),
  alertTopicArn: textVariable(
    EnvironmentVariable.alertTopicArn,
    topicArn,
    'the ARN of a standard SNS topic, such as arn:aws:sns:eu-central-1:123456789012:alerts',
  ),
  chatTopics,
  // A deployment may update the code of a function before its environment.
  declaredSubscriptions: optionalVariable(declaredSubscriptions, undefined),
  runbookUrl: optionalVariable(
    textVariable(
      EnvironmentVariable.runbookUrl,
      /^https?:\/\/[^\s#]+$/,
      'an address that begins with https:// or http://, without #',
    ),
    undefined,
  ),
  eventBusName,
};
