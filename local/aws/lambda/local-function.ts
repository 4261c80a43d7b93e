/** A Lambda function that runs in this process. */
export interface LocalFunction {
  readonly handler: (event: unknown) => Promise<unknown>;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: string;
  /**
   * The state in the configuration of the function. Invoke ignores the state.
   * @default 'Active'
   */
  readonly state?: 'Active' | 'Inactive' | 'Pending' | 'Failed';
}

/** Functions by name. */
export type LocalFunctions = ReadonlyMap<string, LocalFunction>;
