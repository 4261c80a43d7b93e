import type { Environment, Service } from '../operation.ts';
import { getFunctionConfiguration } from './get-function-configuration.ts';
import { invoke } from './invoke.ts';

/** A Lambda function that runs in this process. */
export interface LocalFunction {
  readonly handler: (event: unknown) => Promise<unknown>;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: string;
  /**
   * What its configuration tells; it is invoked all the same.
   * @default 'Active'
   */
  readonly state?: 'Active' | 'Inactive' | 'Pending' | 'Failed';
}

/** Functions by name. */
export type LocalFunctions = ReadonlyMap<string, LocalFunction>;

/** Lambda, as far as functions are looked at and invoked. */
export function lambda(environment: Environment, functions: LocalFunctions): Service {
  return {
    name: 'lambda',
    operations: new Map([
      ['GetFunctionConfiguration', getFunctionConfiguration(environment, functions)],
      ['Invoke', invoke(environment, functions)],
    ]),
  };
}
