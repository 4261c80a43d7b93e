import { expect, test } from 'vitest';
import { parseSettings } from '../../infra/settings.ts';
import { SettingsError } from '../../infra/settings-error.ts';

const integrations = { tableau: { owner: 'bi-team' }, loader: {} };
const SUBSCRIPTION = { protocol: 'email', endpoint: 'bi@example.com' };
const UUID = '11111111-2222-3333-4444-555555555555';
const FILTERS = 'owners, severities, integrations';

test.each<[Record<string, unknown>, string]>([
  [
    { alertSubscriptions: [{ ...SUBSCRIPTION, protocol: 'sms' }] },
    'alertSubscriptions[0].protocol must be email, https, sqs or lambda, got: "sms"',
  ],
  [
    { alertSubscriptions: [{ ...SUBSCRIPTION, endpoint: 'bi' }] },
    'alertSubscriptions[0].endpoint must be an e-mail address, got: "bi"',
  ],
  ...['http://pager.example.com/', 'pager.example.com'].map((endpoint): [Record<string, unknown>, string] => [
    { alertSubscriptions: [{ protocol: 'https', endpoint }] },
    `alertSubscriptions[0].endpoint must be an https URL without user name and password, got: "${endpoint}"`,
  ]),
  [
    { alertSubscriptions: [{ protocol: 'sqs', endpoint: 'arn:aws:sqs:eu-west-1:111122223333:alerts.fifo' }] },
    'alertSubscriptions[0].endpoint must be the ARN of a standard SQS queue, of this Region, got: "arn:aws:sqs:eu-west-1:111122223333:alerts.fifo"',
  ],
  [
    { alertSubscriptions: [{ protocol: 'lambda', endpoint: 'ticket' }] },
    'alertSubscriptions[0].endpoint must be the ARN of a Lambda function, of this account and Region, got: "ticket"',
  ],
  [
    { alertSubscriptions: [{ ...SUBSCRIPTION, owner: 'bi-team' }] },
    `alertSubscriptions[0].owner is not a setting, allowed: protocol, endpoint, ${FILTERS}`,
  ],
  [
    { alertSubscriptions: [{ ...SUBSCRIPTION, severities: ['fatal'] }] },
    'alertSubscriptions[0].severities[0] must be info, warning or critical, got: "fatal"',
  ],
  [
    { alertSubscriptions: [{ ...SUBSCRIPTION, owners: [] }] },
    'alertSubscriptions[0].owners must contain at least one owner, got: []',
  ],
  [
    { alertSubscriptions: [{ ...SUBSCRIPTION, owners: ['bi-taem'] }] },
    'alertSubscriptions[0].owners must name owners of integrations, allowed: bi-team, got: "bi-taem"',
  ],
  [
    { alertSubscriptions: [{ ...SUBSCRIPTION, integrations: ['tablaeu'] }] },
    'alertSubscriptions[0].integrations must name integrations, allowed: tableau, loader, got: "tablaeu"',
  ],
  [
    { alertEmails: ['bi@example.com'], alertSubscriptions: [SUBSCRIPTION] },
    'alertSubscriptions[0].endpoint must appear once, because SNS keeps one filter per endpoint, got: "bi@example.com"',
  ],
  [
    { chatChannels: { Ops: {} } },
    'chatChannels.Ops must have a name of 1 to 32 characters of a-z, 0-9 and -',
  ],
  [
    { chatChannels: { ops: { slack: { workspaceId: 'acme', channelId: 'C0123ABCD' } } } },
    'chatChannels.ops.slack.workspaceId must be the id of a Slack workspace such as T0123ABCD, got: "acme"',
  ],
  [
    {
      chatChannels: { ops: { slack: { workspace: 'T0123ABCD', workspaceId: 'T0123ABCD', channelId: 'C1' } } },
    },
    'chatChannels.ops.slack.workspace is not a setting, allowed: workspaceId, channelId',
  ],
  [
    {
      chatChannels: {
        ops: { teams: { tenantId: 'acme', teamId: UUID, channelId: '19%3a1%40thread.tacv2' } },
      },
    },
    'chatChannels.ops.teams.tenantId must be the id of the tenant, a UUID, got: "acme"',
  ],
  [
    { chatChannels: { ops: { teams: { tenantId: UUID, teamId: UUID, channelId: '19:1@thread.tacv2' } } } },
    'chatChannels.ops.teams.channelId must be the id of a Teams channel from its link, such as 19%3ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2, got: "…@thread.tacv2"',
  ],
  [
    {
      chatChannels: {
        ops: {
          slack: { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' },
          teams: { tenantId: UUID, teamId: UUID, channelId: '19%3a1%40thread.tacv2' },
        },
      },
    },
    'chatChannels.ops must have at most one of slack and teams, got: both',
  ],
  [
    { chatChannels: { ops: { owners: ['platform'] } } },
    'chatChannels.ops.owners must name owners of integrations, allowed: bi-team, got: "platform"',
  ],
  [
    { chatChannels: { a: {}, b: {}, c: {}, d: {}, e: {}, filtered: { severities: ['critical'] } } },
    'chatChannels must have at most 4 channels without owners and severities, because an alarm notifies at most five topics including the alert topic, got: 5',
  ],
  [{ network: {} }, 'network must have either vpcId or vpcName, got: neither'],
  [
    { network: { vpcId: 'vpc-01234567', vpcName: 'corp' } },
    'network must have either vpcId or vpcName, got: both',
  ],
  [
    { network: { vpcId: 'corp' } },
    'network.vpcId must be the id of a VPC such as vpc-0123456789abcdef0, got: "corp"',
  ],
  [
    { network: { vpcName: 'corp', subnetIds: ['a'] } },
    'network.subnetIds[0] must be the id of a subnet such as subnet-0123456789abcdef0, got: "a"',
  ],
  [
    { network: { vpcName: 'corp', subnetIds: ['subnet-01234567'], subnetGroupName: 'private' } },
    'network must have at most one of subnetIds and subnetGroupName, got: both',
  ],
  [
    { network: { vpcName: 'corp', securityGroupIds: ['sg-01234567'], securityGroupNames: ['egress'] } },
    'network must have at most one of securityGroupIds and securityGroupNames, got: both',
  ],
  [
    { network: { vpcName: 'corp', endpoints: ['kms'] } },
    'network.endpoints[0] must be secretsmanager, sns or events, got: "kms"',
  ],
  ...['proxy.example.com:3128', 'socks5://proxy.example.com'].map(
    (httpsProxy): [Record<string, unknown>, string] => [
      { httpsProxy },
      `httpsProxy must be http:// or https:// and a host, with or without a port, and without user name and password, got: "${httpsProxy}"`,
    ],
  ),
  [
    { httpsProxy: 'http://proxy.example.com:3128', noProxy: ['https://a.example.com'] },
    'noProxy[0] must be a host, or a domain with a dot before it such as .amazonaws.com, got: "https://a.example.com"',
  ],
  [{ noProxy: ['.amazonaws.com'] }, 'noProxy must be used together with httpsProxy, got: [".amazonaws.com"]'],
  [{ caBundle: '' }, 'caBundle must be the path of a PEM file, got: ""'],
  [{ shards: 101 }, 'shards must be a whole number from 1 to 100, got: 101'],
  [
    { shards: 4, rotatorReservedConcurrency: 2 },
    'rotatorReservedConcurrency must be at least shards (4), because all shards run at the same time, got: 2',
  ],
  [
    { integrations: { tableau: { replicas: [{ region: 'Ireland' }] } } },
    'integrations.tableau.replicas[0].region must be an AWS Region such as eu-west-1, got: "Ireland"',
  ],
  [
    { integrations: { tableau: { replicas: [{ region: 'eu-west-1', key: 'x' }] } } },
    'integrations.tableau.replicas[0].key is not a setting, allowed: region, kmsKeyArn',
  ],
  [
    { integrations: { tableau: { replicas: [{ region: 'eu-west-1' }, { region: 'eu-west-1' }] } } },
    'integrations.tableau.replicas must not name a Region twice, got: [{"region":"eu-west-1"},{"region":"eu-west-1"}]',
  ],
])('the setting %j is refused', (given, problem) => {
  expect(() => parseSettings({ integrations, ...given })).toThrow(
    new SettingsError(`the settings of alation-token-rotator are invalid:\n- ${problem}`),
  );
});

const PROXY =
  'must be http:// or https:// and a host, with or without a port, and without user name and password';

test.each<[Record<string, unknown>, string]>([
  [
    { httpsProxy: 'http://svc:canary-value@proxy.example.com:3128' },
    `httpsProxy ${PROXY}, got: "http://…@proxy.example.com:3128"`,
  ],
  [
    { httpsProxy: 'http://svc:canary/value@x@proxy.example.com' },
    `httpsProxy ${PROXY}, got: "http://…@proxy.example.com"`,
  ],
  [{ httpsProxy: 'svc:canary-value@proxy' }, `httpsProxy ${PROXY}, got: "…@proxy"`],
  [{ httpsProxy: 'canary-value@proxy.example.com' }, `httpsProxy ${PROXY}, got: "…@proxy.example.com"`],
  [{ httpsProxy: ['http://svc:canary-value@proxy'] }, `httpsProxy ${PROXY}, got: ["http://…@proxy"]`],
  [
    { alertSubscriptions: [{ protocol: 'https', endpoint: 'https://user:canary-value@pager.example.com/' }] },
    'alertSubscriptions[0].endpoint must be an https URL without user name and password, got: "https://…@pager.example.com/"',
  ],
  [
    { alertSubscriptions: [{ protocol: 'email', endpoint: 'https://user:canary-value@pager.example.com' }] },
    'alertSubscriptions[0].endpoint must be an e-mail address, got: "https://…@pager.example.com"',
  ],
  [
    { alertSubscriptions: { endpoint: 'https://user:canary-value@pager.example.com/' } },
    'alertSubscriptions must be a list of subscriptions, got: {"endpoint":"https://…@pager.example.com/"}',
  ],
  [
    { allowedHosts: ['https://user:canary-value@acme.alationcloud.com'] },
    'allowedHosts[0] must be a lower-case host such as acme.alationcloud.com, alation.corp:8443, 10.0.0.5 or *.alationcloud.com, without scheme, path and port 443, got: "https://…@acme.alationcloud.com"',
  ],
  [
    { noProxy: ['user:canary-value@proxy.example.com'], httpsProxy: 'http://proxy.example.com' },
    'noProxy[0] must be a host, or a domain with a dot before it such as .amazonaws.com, got: "…@proxy.example.com"',
  ],
  [{ alertEmails: ['bi@example'] }, 'alertEmails[0] must be an e-mail address, got: "bi@example"'],
])('the error shows no user name and password of a URL: %j', (given, problem) => {
  expect(() => parseSettings({ integrations, ...given })).toThrow(
    new SettingsError(`the settings of alation-token-rotator are invalid:\n- ${problem}`),
  );
});

test('a filter by owner is refused if no integration has an owner', () => {
  const given = { integrations: { loader: {} }, chatChannels: { ops: { owners: ['bi-team'] } } };

  expect(() => parseSettings(given)).toThrow(
    'chatChannels.ops.owners must name owners of integrations, allowed: none, because no integration has an owner, got: "bi-team"',
  );
});
