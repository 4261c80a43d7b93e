import type { Environment, Service } from '../operation.ts';
import { getFunctionConfiguration } from './get-function-configuration.ts';
import { invoke } from './invoke.ts';
import type { LocalFunctions } from './local-function.ts';

/** Lambda, for describing and invoking functions. */
export function lambda(environment: Environment, functions: LocalFunctions): Service {
  return {
    name: 'lambda',
    operations: new Map([
      ['GetFunctionConfiguration', getFunctionConfiguration(environment, functions)],
      ['Invoke', invoke(environment, functions)],
    ]),
  };
}
