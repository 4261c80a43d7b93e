import { ListRulesCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { EnvironmentVariable } from '../../functions/contract.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { askAws, isNotFound, type ExpectedError } from './ask-aws.ts';
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

/** A rule of the bus, as far as it is looked at. */
export interface BusRule {
  readonly name: string;
  readonly pattern: string;
  readonly enabled: boolean;
}

/**
 * The rules of a bus.
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
    nextToken = page.NextToken;
  } while (nextToken !== undefined);
  return rules;
}

/** How to know one of our functions among all that rules of the bus start: the bus is there for other rules, too. */
export interface SoughtFunction {
  /** An event of it starts the function. */
  readonly detailType: string;
  readonly prefix: string;
  /** A variable that no other function of the stack has in its environment. */
  readonly variable: string;
}

/**
 * Finds one of our functions by the rules of the bus.
 *
 * @throws CliError
 */
export async function findFunction(
  clients: AwsClients,
  bus: string,
  rules: readonly BusRule[],
  { detailType, prefix, variable }: SoughtFunction,
): Promise<DeployedFunction> {
  // The text of the pattern is JSON, in which the detail-type stands as it is.
  const starting = rules.filter(({ pattern }) => pattern.includes(JSON.stringify(detailType)));
  let trouble: unknown = notDeployed(
    `The event bus ${bus} has no rule for "${detailType}" that starts our function`,
  );
  for (const rule of starting) {
    for (const arn of await functionsStartedBy(clients, bus, rule)) {
      try {
        const found = await describeFunction(clients, arn, rule.enabled);
        const { environment } = found;
        if (environment[EnvironmentVariable.secretPrefix] === prefix && variable in environment) return found;
      } catch (error) {
        // Of somebody else's function nothing need be known; of ours this is what stands in the way.
        trouble = error;
      }
    }
  }
  throw trouble;
}

async function functionsStartedBy(
  { eventBridge }: AwsClients,
  bus: string,
  { name }: BusRule,
): Promise<readonly string[]> {
  const { Targets = [] } = await askAws('events:ListTargetsByRule', `the rule ${name}`, () =>
    eventBridge.send(new ListTargetsByRuleCommand({ EventBusName: bus, Rule: name })),
  );
  return Targets.map(({ Arn = '' }) => Arn).filter((arn) => arn.includes(':lambda:'));
}

async function describeFunction(
  { lambda }: AwsClients,
  arn: string,
  ruleEnabled: boolean,
): Promise<DeployedFunction> {
  const configuration = await askAws(
    'lambda:GetFunctionConfiguration',
    arn,
    () => lambda.send(new GetFunctionConfigurationCommand({ FunctionName: arn })),
    unlessMissing(`The function ${arn} does not exist`),
  );
  const name = configuration.FunctionName ?? arn.slice(arn.lastIndexOf(':') + 1);
  return {
    arn,
    state: configuration.State,
    lastUpdate: configuration.LastUpdateStatus,
    environment: configuration.Environment?.Variables ?? {},
    logGroup: configuration.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    ruleEnabled,
  };
}

/** What keeps an event from starting a function; nothing when it does start it. */
export function hindrances({ arn, state, ruleEnabled }: DeployedFunction): readonly string[] {
  return [
    // One that is `Inactive` wakes up when it is invoked.
    ...(state === undefined || state === 'Active' || state === 'Inactive' ? [] : [`${arn} is ${state}`]),
    ...(ruleEnabled ? [] : ['the rule that starts it on request is switched off']),
  ];
}

function unlessMissing(what: string): ExpectedError<never> {
  return {
    is: isNotFound,
    means: () => {
      throw notDeployed(what);
    },
  };
}

/** A part of the stack is not there. */
export function notDeployed(what: string): CliError {
  return new CliError(what, {
    code: 'StackNotFound',
    exitCode: ExitCode.needsPerson,
    todo: [
      'Check --prefix, --region and the account you are signed in to',
      'If all are right, deploy the stack (npx cdk deploy): it restores what is missing and changes no secret',
    ],
  });
}
