import { ListRulesCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { askAws } from './ask-aws.ts';
import type { AwsClients } from './clients.ts';
import { unlessMissing } from './not-deployed.ts';

/** A rule of the event bus. */
export interface BusRule {
  readonly name: string;
  readonly pattern: string;
  readonly enabled: boolean;
}

/**
 * Lists the rules of an event bus.
 *
 * @throws CliError
 */
export async function listRules({ eventBridge }: AwsClients, bus: string): Promise<readonly BusRule[]> {
  const rules: BusRule[] = [];
  let nextToken: string | undefined;
  do {
    const page = await askAws(
      'events:ListRules',
      `the event bus ${bus}`,
      () => eventBridge.send(new ListRulesCommand({ EventBusName: bus, NextToken: nextToken })),
      unlessMissing(`There is no event bus ${bus}`),
    );
    for (const { Name = '', EventPattern = '', State } of page.Rules ?? []) {
      rules.push({ name: Name, pattern: EventPattern, enabled: State !== 'DISABLED' });
    }
    nextToken = page.NextToken || undefined;
  } while (nextToken !== undefined);
  return rules;
}

/**
 * ARNs of the functions that a rule starts.
 *
 * @throws CliError
 */
export async function functionsStartedBy(
  { eventBridge }: AwsClients,
  bus: string,
  { name }: BusRule,
): Promise<readonly string[]> {
  const { Targets = [] } = await askAws('events:ListTargetsByRule', `the rule ${name}`, () =>
    eventBridge.send(new ListTargetsByRuleCommand({ EventBusName: bus, Rule: name })),
  );
  return Targets.map(({ Arn = '' }) => Arn).filter((arn) => arn.includes(':lambda:'));
}
