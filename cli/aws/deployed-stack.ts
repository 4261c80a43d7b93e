import { ListRulesCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import type { ChatFilter } from '../../functions/aws/chat-topics.ts';
import { DetailType, EnvironmentVariable, SEVERITIES } from '../../functions/contract.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { askAws, isNotFound } from './ask-aws.ts';
import type { AwsClients } from './clients.ts';

/** A function of the stack. */
export interface DeployedFunction {
  readonly arn: string;
  /** `Active` when it can run. */
  readonly state: string | undefined;
  readonly lastUpdate: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: string;
  /** Whether the rule that starts it between two ticks is switched on. */
  readonly ruleEnabled: boolean;
}

/** What the command needs to know of a deployed stack beyond its secrets. */
export interface DeployedStack {
  readonly rotator: DeployedFunction;
  readonly warner: DeployedFunction;
  readonly alertTopicArn: string;
  /** Topics that chat channels are on, and what those want to hear. */
  readonly chatTopics: readonly (ChatFilter & { readonly topicArn: string })[];
}

/** Name of the event bus of a prefix, which is the stack's name as well. */
export function eventBusName(prefix: string): string {
  return `${prefix}-token-rotator`;
}

/**
 * Finds the stack of a prefix. CloudFormation makes up the names of functions and topic; the bus alone has one that is
 * known, its rules lead to the functions, and the warner's environment to the topic.
 *
 * @throws CliError
 */
export async function findStack(clients: AwsClients, prefix: string): Promise<DeployedStack> {
  const bus = eventBusName(prefix);
  const rules = await listRules(clients, bus);
  const [rotator, warner] = await Promise.all([
    functionOf(clients, bus, rules, DetailType.rotationRequested),
    functionOf(clients, bus, rules, DetailType.rotationFailed),
  ]);
  const alertTopicArn = warner.environment[EnvironmentVariable.alertTopicArn];
  if (alertTopicArn === undefined) {
    throw notDeployed(`The function ${warner.arn} has no ${EnvironmentVariable.alertTopicArn}`);
  }
  const chat = chatTopics.safeParse(parseJson(warner.environment[EnvironmentVariable.chatTopics]));
  return { rotator, warner, alertTopicArn, chatTopics: chat.data ?? [] };
}

const chatTopics = z.array(
  z.object({
    topicArn: z.string(),
    owners: z.optional(z.array(z.string())),
    severities: z.optional(z.array(z.enum(SEVERITIES))),
  }),
);

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '[]') as unknown;
  } catch {
    return undefined;
  }
}

interface BusRule {
  readonly name: string;
  readonly pattern: string;
  readonly enabled: boolean;
}

async function listRules({ eventBridge }: AwsClients, bus: string): Promise<readonly BusRule[]> {
  const rules: BusRule[] = [];
  let nextToken: string | undefined;
  do {
    const page = await askAws(
      'events:ListRules',
      `the event bus ${bus}`,
      () => eventBridge.send(new ListRulesCommand({ EventBusName: bus, NextToken: nextToken })),
      isNotFound,
    ).catch((error: unknown) => {
      throw isNotFound(error) ? notDeployed(`There is no event bus ${bus}`) : error;
    });
    for (const { Name = '', EventPattern = '', State } of page.Rules ?? []) {
      rules.push({ name: Name, pattern: EventPattern, enabled: State !== 'DISABLED' });
    }
    nextToken = page.NextToken;
  } while (nextToken !== undefined);
  return rules;
}

/** The function that events of this detail-type start. */
async function functionOf(
  { eventBridge, lambda }: AwsClients,
  bus: string,
  rules: readonly BusRule[],
  detailType: string,
): Promise<DeployedFunction> {
  // The text of the pattern is JSON, in which the detail-type stands as it is.
  const rule = rules.find(({ pattern }) => pattern.includes(JSON.stringify(detailType)));
  if (rule === undefined) throw notDeployed(`The event bus ${bus} has no rule for "${detailType}"`);
  const { Targets = [] } = await askAws('events:ListTargetsByRule', `the rule ${rule.name}`, () =>
    eventBridge.send(new ListTargetsByRuleCommand({ EventBusName: bus, Rule: rule.name })),
  );
  const arn = Targets.map((target) => target.Arn).find((target) => target?.includes(':lambda:'));
  if (arn === undefined) throw notDeployed(`The rule ${rule.name} starts no function`);
  const configuration = await askAws('lambda:GetFunctionConfiguration', arn, () =>
    lambda.send(new GetFunctionConfigurationCommand({ FunctionName: arn })),
  );
  const name = configuration.FunctionName ?? arn.slice(arn.lastIndexOf(':') + 1);
  return {
    arn,
    state: configuration.State,
    lastUpdate: configuration.LastUpdateStatus,
    environment: configuration.Environment?.Variables ?? {},
    logGroup: configuration.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    ruleEnabled: rule.enabled,
  };
}

function notDeployed(what: string): CliError {
  return new CliError(what, {
    code: 'StackNotFound',
    exitCode: ExitCode.needsPerson,
    todo: [
      'Check --prefix, --region and the account you are signed in to',
      'If all are right, deploy the stack (npx cdk deploy): it restores what is missing and changes no secret',
    ],
  });
}
