import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod/mini';
import { TokenRotatorStack } from '../../infra/token-rotator-stack.ts';
import type { TokenRotatorProps } from '../../infra/token-rotator-props.ts';
import recommended from '../../cdk.json' with { type: 'json' };

/** The smallest valid settings. */
export const MINIMAL: TokenRotatorProps = { integrations: { tableau: {} } };

export const READER = 'arn:aws:iam::111122223333:role/lineage-loader';
export const OTHER_READER = 'arn:aws:iam::444455556666:role/metadata-loader';
export const OPERATOR = 'arn:aws:iam::111122223333:role/operator';

export const REPLICA_KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
export const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** Every setting with a value other than its default. The type requires an entry for a new setting. */
export const EVERYTHING: {
  readonly [Name in keyof Required<TokenRotatorProps>]: NonNullable<TokenRotatorProps[Name]>;
} = {
  integrations: {
    another: {},
    tableau: {
      owner: 'bi-team',
      readers: [READER],
      replicas: [{ region: 'eu-central-1' }, { region: 'us-east-1', kmsKeyArn: REPLICA_KEY }],
    },
  },
  prefix: 'alation-prod',
  allowedHosts: ['alation.example.com'],
  alertEmails: ['bi@example.com'],
  alertSubscriptions: [
    { protocol: 'email', endpoint: 'lead@example.com', severities: ['critical'] },
    { protocol: 'https', endpoint: 'https://pager.example.com/alerts' },
    { protocol: 'sqs', endpoint: 'arn:aws:sqs:eu-west-1:111122223333:alerts', owners: ['bi-team'] },
    {
      protocol: 'lambda',
      endpoint: 'arn:aws:lambda:eu-west-1:111122223333:function:ticket',
      integrations: ['tableau'],
    },
  ],
  chatChannels: {
    ops: { slack: { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' } },
    bi: {
      teams: {
        tenantId: '11111111-2222-3333-4444-555555555555',
        teamId: '66666666-7777-8888-9999-000000000000',
        channelId: '19%3ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2',
      },
      owners: ['bi-team'],
      severities: ['warning', 'critical'],
    },
    existing: {},
  },
  rotationIntervalMinutes: 30,
  shards: 3,
  renewalFraction: 0.7,
  probeIntervalMinutes: 120,
  refreshTokenLifetimeDays: 90,
  warningDays: [10],
  summary: 'none',
  accountAlias: 'acme-prod',
  warningTime: '07:30',
  warningTimeZone: 'Europe/Berlin',
  clientSecretMaxAgeDays: 180,
  renewRefreshTokens: true,
  oauthVerification: 'offline',
  writesPerSecond: 10,
  nearExpiryFraction: 0.1,
  preset: 'hardened',
  terminationProtection: false,
  logRetentionDays: 30,
  retainLogs: true,
  dashboard: true,
  kmsKeyArn: KEY,
  operators: [OPERATOR],
  requesters: [READER],
  network: {
    vpcId: 'vpc-0123456789abcdef0',
    subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    endpoints: ['secretsmanager', 'sns', 'events'],
  },
  httpsProxy: 'http://proxy.example.com:3128',
  noProxy: ['.corp.example.com'],
  caBundle: 'test/support/tls/localhost-cert.pem',
  rotatorReservedConcurrency: 3,
  runbookUrl: 'https://wiki.example.com/runbook',
  tags: { team: 'bi' },
};

const { 'alation-token-rotator': _settings, ...flags } = recommended.context;

/** The feature flags of `cdk.json`. */
export const featureFlags = flags;

/** Warnings that would appear in the output of nearly every test. Other tests check them. */
const WARNINGS = ['existingKeyReaders', 'openCredentials', 'everyCustomer'] as const;

/** An app with the feature flags of `cdk.json`, without the CDK's validation, which `validation.test.ts` runs with all settings. */
export function appWith(context: Readonly<Record<string, unknown>> = {}): App {
  const app = new App({ builtinCloudFormationValidation: false, context: { ...featureFlags, ...context } });
  for (const name of WARNINGS) {
    const id = `Annotation::alation-token-rotator:${name}`;
    Validations.of(app).acknowledge({ id, reason: 'Another test checks it.' });
  }
  return app;
}

const synthesised = new Map<string, Template>();

/** The template of a stack with these settings. Each template is synthesised once. */
export function templateOf(
  settings: TokenRotatorProps = MINIMAL,
  context: Readonly<Record<string, unknown>> = {},
): Template {
  const key = JSON.stringify([settings, context]);
  const template =
    synthesised.get(key) ?? Template.fromStack(new TokenRotatorStack(appWith(context), 'Test', settings));
  synthesised.set(key, template);
  return template;
}

/** The template of a stack with these settings in a known Region. */
export function templateIn(region: string, settings: TokenRotatorProps = MINIMAL): Template {
  const env = { account: '111122223333', region };
  return Template.fromStack(new TokenRotatorStack(appWith(), 'Test', settings, { env }));
}

const resource = z.looseObject({
  Properties: z.record(z.string(), z.unknown()),
  DeletionPolicy: z.optional(z.string()),
  UpdateReplacePolicy: z.optional(z.string()),
});

const oneOrMore = z.union([z.string(), z.array(z.string())]);

const statement = z.looseObject({
  Sid: z.optional(z.string()),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Principal: z.optional(z.unknown()),
  Resource: z.optional(z.unknown()),
  Condition: z.optional(z.unknown()),
});

/** A resource of a template. */
export type Resource = z.infer<typeof resource>;

/** A statement of a policy document. */
export type Statement = z.infer<typeof statement>;

/** The resources of a type by their logical ids. */
export function resourcesOf(template: Template, type: string): Record<string, Resource> {
  return z.record(z.string(), resource).parse(template.findResources(type));
}

/** The properties of all resources of a type. */
export function propertiesOf(template: Template, type: string): Record<string, unknown>[] {
  return Object.values(resourcesOf(template, type)).map(({ Properties }) => Properties);
}

/** The value at a path of a template part; undefined if there is none. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Reflect.get(found, key);
  }
  return found;
}

/** A value, or the values of a list. */
export function listed(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** Text of an ARN that CloudFormation joins, with `<Name>` for each reference. */
export function arnText(value: unknown): string {
  if (typeof value === 'string') return value;
  const parts = at(value, 'Fn::Join', 1);
  if (Array.isArray(parts)) return parts.map(arnText).join('');
  const attribute = at(value, 'Fn::GetAtt');
  return `<${Array.isArray(attribute) ? attribute.join('.') : String(at(value, 'Ref'))}>`;
}

/** The statements of a policy document. */
export function statementsIn(document: unknown): Statement[] {
  return z.array(statement).parse(at(document, 'Statement'));
}

/** The statements of the customer managed policy attached to a function's role. */
export function statementsOf(template: Template, entry: 'rotator' | 'warner'): Statement[] {
  const policy = propertiesOf(template, 'AWS::IAM::ManagedPolicy').find(
    ({ Description }) => Description === `Permissions of the ${entry} of the Alation token rotator`,
  );
  return statementsIn(policy?.['PolicyDocument']);
}
