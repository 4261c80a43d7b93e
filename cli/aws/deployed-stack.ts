import * as z from 'zod/mini';
import type { ChatFilter } from '../../functions/aws/chat-topics.ts';
import { DetailType, EnvironmentVariable, SEVERITIES } from '../../functions/contract.ts';
import type { AwsClients } from './clients.ts';
import { listRules } from './bus-rules.ts';
import { findFunction, type DeployedFunction, type SoughtFunction } from './deployed-function.ts';

/** Functions and topics of a deployed stack. */
export interface DeployedStack {
  readonly rotator: DeployedFunction;
  readonly warner: DeployedFunction;
  readonly alertTopicArn: string;
  /** Topics of chat channels, each with the filter of its channel. */
  readonly chatTopics: readonly (ChatFilter & { readonly topicArn: string })[];
  /** The subscriptions of the alert topic that the settings declare: `email oncall@example.com`. */
  readonly declaredSubscriptions: readonly string[];
}

/** Name of the event bus of a prefix. The stack has the same name. */
export function eventBusName(prefix: string): string {
  return `${prefix}-token-rotator`;
}

/**
 * Finds the stack of a prefix. CloudFormation generates the names of functions and topic; only the name of the bus is
 * known. The rules of the bus lead to the functions, and the warner's environment leads to the topic.
 *
 * @throws CliError
 */
export async function findStack(clients: AwsClients, prefix: string): Promise<DeployedStack> {
  const bus = eventBusName(prefix);
  const rules = await listRules(clients, bus);
  const [rotator, warner] = await Promise.all([
    findFunction(clients, bus, rules, rotatorOf(prefix)),
    findFunction(clients, bus, rules, warnerOf(prefix)),
  ]);
  const alertTopicArn = warner.environment[EnvironmentVariable.alertTopicArn] ?? '';
  const chat = chatTopics.safeParse(parseJson(warner.environment[EnvironmentVariable.chatTopics]));
  const declared = z
    .array(z.string())
    .safeParse(parseJson(warner.environment[EnvironmentVariable.declaredSubscriptions]));
  return {
    rotator,
    warner,
    alertTopicArn,
    chatTopics: chat.data ?? [],
    declaredSubscriptions: declared.data ?? [],
  };
}

/**
 * Finds only the rotator of a prefix.
 *
 * @throws CliError
 */
export async function findRotator(clients: AwsClients, prefix: string): Promise<DeployedFunction> {
  const bus = eventBusName(prefix);
  return findFunction(clients, bus, await listRules(clients, bus), rotatorOf(prefix));
}

function rotatorOf(prefix: string): SoughtFunction {
  return {
    detailType: DetailType.rotationRequested,
    prefix,
    variable: EnvironmentVariable.rotationIntervalMinutes,
  };
}

function warnerOf(prefix: string): SoughtFunction {
  return { detailType: DetailType.rotationFailed, prefix, variable: EnvironmentVariable.alertTopicArn };
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
