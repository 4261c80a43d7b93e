import * as z from 'zod/mini';
import type { ServiceDependencies, Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { findFunction } from './find-function.ts';
import type { LocalFunctions } from './local-function.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export function getFunctionConfiguration(
  dependencies: ServiceDependencies,
  functions: LocalFunctions,
): Operation {
  const getConfigurationRequest = z.object({ FunctionName: z.string() });
  return (input) => {
    const { FunctionName } = parseInput(getConfigurationRequest, input);
    const found = findFunction(dependencies, functions, FunctionName);
    return {
      FunctionName: found.name,
      FunctionArn: found.arn,
      Runtime: 'nodejs24.x',
      State: found.state ?? 'Active',
      LastUpdateStatus: 'Successful',
      Version: '$LATEST',
      Environment: { Variables: found.environment },
      LoggingConfig: { LogFormat: 'JSON', LogGroup: found.logGroup },
    };
  };
}
