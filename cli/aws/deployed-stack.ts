import * as z from 'zod/mini';
import type { ChatFilter } from '../../functions/aws/chat-topics.ts';
import { DetailType, EnvironmentVariable, SEVERITIES } from '../../functions/contract.ts';
import type { AwsClients } from './clients.ts';
import { functionOf, listRules, notDeployed, type DeployedFunction } from './deployed-function.ts';

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

/**
 * Finds the rotator of a prefix alone: what a rotation needs.
 *
 * @throws CliError
 */
export async function findRotator(clients: AwsClients, prefix: string): Promise<DeployedFunction> {
  const bus = eventBusName(prefix);
  return functionOf(clients, bus, await listRules(clients, bus), DetailType.rotationRequested);
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
