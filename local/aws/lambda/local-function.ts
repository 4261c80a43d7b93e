/** A Lambda function that runs in this process. */
export interface LocalFunction {
  readonly handler: (event: unknown) => Promise<unknown>;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: string;
  /**
   * The state in its configuration. Invoke ignores it.
   * @default 'Active'
   */
  readonly state?: 'Active' | 'Inactive' | 'Pending' | 'Failed';
}

/** Functions by name. */
export type LocalFunctions = ReadonlyMap<string, LocalFunction>;
