import type { ServiceDependencies, Service } from '../operation.ts';
import { getFunctionConfiguration } from './get-function-configuration.ts';
import { invoke } from './invoke.ts';
import type { LocalFunctions } from './local-function.ts';

/** Lambda, for describing and invoking functions. */
export function lambda(dependencies: ServiceDependencies, functions: LocalFunctions): Service {
  return {
    name: 'lambda',
    operations: new Map([
      ['GetFunctionConfiguration', getFunctionConfiguration(dependencies, functions)],
      ['Invoke', invoke(dependencies, functions)],
    ]),
  };
}
