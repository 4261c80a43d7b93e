import { InvokeCommand } from '@aws-sdk/client-lambda';
import { clientsOf, root } from './account.ts';
import { logLines } from './logs.ts';

const account = clientsOf(root);

/** The result of an invocation. */
export interface Invocation {
  /** The return value of the function, or its error. */
  readonly returned: Record<string, unknown>;
  readonly failed: boolean;
  /** The messages that the function logged at level ERROR. */
  readonly errors: readonly string[];
}

/** Invokes a function with an event and waits until it ends. Does not throw if the function fails. */
export async function invoke(FunctionName: string, logGroup: string, event: object): Promise<Invocation> {
  const before = (await logLines(account, logGroup)).length;
  const { Payload, FunctionError } = await account.lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  );
  const lines = (await logLines(account, logGroup)).slice(before);
  return {
    returned: JSON.parse(Buffer.from(Payload ?? []).toString() || '{}') as Record<string, unknown>,
    failed: FunctionError !== undefined,
    errors: lines.filter(({ level }) => level === 'ERROR').map(({ message }) => String(message)),
  };
}
