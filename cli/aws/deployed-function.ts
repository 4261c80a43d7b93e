import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { EnvironmentVariable } from '../../functions/contract.ts';
import { askAws } from './ask-aws.ts';
import { functionsStartedBy, type BusRule } from './bus-rules.ts';
import type { AwsClients } from './clients.ts';
import { notDeployed, unlessMissing } from './not-deployed.ts';

/** A Lambda function of the stack. */
export interface DeployedFunction {
  readonly arn: string;
  readonly name: string;
  /** State of the function; it can run if `Active` or `Inactive`. */
  readonly state: string | undefined;
  readonly lastUpdateStatus: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: string;
  /** Whether the event rule that starts the function is enabled. */
  readonly ruleEnabled: boolean;
}

/** Identifies a function of the stack among all targets of the bus, which other stacks may use too. */
export interface SoughtFunction {
  /** Events of this type start the function. */
  readonly detailType: string;
  readonly prefix: string;
  /** An environment variable that no other function of the stack has. */
  readonly variable: string;
}

/**
 * Finds a function of the stack by the rules of the bus.
 *
 * @throws CliError
 */
export async function findFunction(
  clients: AwsClients,
  bus: string,
  rules: readonly BusRule[],
  { detailType, prefix, variable }: SoughtFunction,
): Promise<DeployedFunction> {
  // The pattern is JSON text, which quotes the detail-type literally.
  const starting = rules.filter(({ pattern }) => pattern.includes(JSON.stringify(detailType)));
  let lastError: unknown = notDeployed(
    `The event bus ${bus} has no rule for "${detailType}" that starts a function of the stack`,
  );
  for (const rule of starting) {
    for (const arn of await functionsStartedBy(clients, bus, rule)) {
      try {
        const found = await describeFunction(clients, arn, rule.enabled);
        const { environment } = found;
        if (environment[EnvironmentVariable.secretPrefix] === prefix && variable in environment) return found;
      } catch (error) {
        // The function may belong to another stack. If the search finds no function, it throws the last error.
        lastError = error;
      }
    }
  }
  throw lastError;
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
    name,
    state: configuration.State,
    lastUpdateStatus: configuration.LastUpdateStatus,
    environment: configuration.Environment?.Variables ?? {},
    logGroup: configuration.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    ruleEnabled,
  };
}

/** Why an event cannot start a function; empty if it can. */
export function startProblems({ name, state, ruleEnabled }: DeployedFunction): readonly string[] {
  return [
    // Lambda activates an `Inactive` function when it is invoked.
    ...(state === undefined || state === 'Active' || state === 'Inactive'
      ? []
      : [`${name} is in the state ${state}`]),
    ...(ruleEnabled ? [] : [`the event rule that starts ${name} is disabled`]),
  ];
}
