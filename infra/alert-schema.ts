import { Token } from 'aws-cdk-lib';
import * as z from 'zod/mini';
import { INTEGRATION_NAME, SEVERITIES } from '../functions/contract.ts';
import { listOf, owner, someOf, text } from './schema-elements.ts';

/** An e-mail address without a colon, because text with a colon could be a URL with a password. */
const EMAIL = /^[^\s@,;:]+@[^\s@,;:]+\.[^\s@,;:]+$/;
const emailAddress = text(EMAIL, 'must be an e-mail address');

const endpoints = {
  email: [EMAIL, 'must be an e-mail address'],
  // User info would appear in the template and in every copy of it.
  https: [/^https:\/\/[^\s/@]+(?:\/\S*)?$/, 'must be an https URL without user name and password'],
  sqs: [
    /^arn:aws(?:-us-gov)?:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}$/,
    'must be the ARN of a standard SQS queue, of this Region',
  ],
  lambda: [
    /^arn:aws(?:-us-gov)?:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,64}(?::[\w-]+)?$/,
    'must be the ARN of a Lambda function, of this account and Region',
  ],
} as const satisfies Record<string, readonly [RegExp, string]>;

/** The protocol of a subscription. */
export type AlertProtocol = keyof typeof endpoints;

const severities = z.optional(
  someOf(
    z.enum(SEVERITIES, 'must be info, warning or critical'),
    'must be a list of severities, each info, warning or critical',
    'severity',
  ),
);
const owners = z.optional(someOf(owner, 'must be a list of owners', 'owner'));

/** One subscription of the alert topic. `AlertSubscriptionProps` explains each setting. */
export const alertSubscriptionSchema = z
  .strictObject(
    {
      protocol: z.enum(['email', 'https', 'sqs', 'lambda'], 'must be email, https, sqs or lambda'),
      endpoint: z.string('must be an e-mail address, an https URL or an ARN'),
      owners,
      severities,
      integrations: z.optional(
        someOf(
          text(INTEGRATION_NAME, 'must be the name of an integration'),
          'must be a list of integrations',
          'integration',
        ),
      ),
    },
    'must be an object with a protocol and an endpoint',
  )
  .check((context) => {
    const { protocol, endpoint } = context.value;
    const [pattern, message] = endpoints[protocol];
    if (Token.isUnresolved(endpoint) || pattern.test(endpoint)) return;
    context.issues.push({ code: 'custom', path: ['endpoint'], message, input: endpoint });
  });

const UUID = /^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/;
const uuid = (what: string) => text(UUID, `must be the id of the ${what}, a UUID`);

/** One chat channel. `ChatChannelProps` explains each setting. */
export const chatChannelSchema = z.strictObject(
  {
    slack: z.optional(
      z.strictObject(
        {
          workspaceId: text(/^[0-9A-Z]{1,255}$/, 'must be the id of a Slack workspace such as T0123ABCD'),
          channelId: text(/^[A-Za-z0-9]{1,256}$/, 'must be the id of a Slack channel such as C0123ABCD'),
        },
        'must be an object with workspaceId and channelId',
      ),
    ),
    teams: z.optional(
      z.strictObject(
        {
          tenantId: uuid('tenant'),
          teamId: uuid('team'),
          channelId: text(
            /^[\w=+/.,-]*%3[aA][\w=+/.,-]*%40[\w=+/.,-]*$/,
            'must be the id of a Teams channel from its link, such as 19%3ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2',
          ),
        },
        'must be an object with tenantId, teamId and channelId',
      ),
    ),
    owners,
    severities,
  },
  'must be an object, e.g. {}',
);

/** A list of e-mail addresses without duplicates. */
export const emailAddresses = listOf(emailAddress, 'must be a list of e-mail addresses');
