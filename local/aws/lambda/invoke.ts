import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import type { ServiceDependencies, Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { findFunction } from './find-function.ts';
import type { LocalFunctions } from './local-function.ts';

/** The result of an invocation. */
export const invokeResult = z.object({
  /** 200, 202 for an asynchronous invocation, or 204 for a dry run. */
  StatusCode: z.int(),
  /** JSON text; empty for an asynchronous invocation and for a dry run. */
  Payload: z.string(),
  /** `Unhandled` when the function threw. */
  FunctionError: z.optional(z.string()),
});

const invokeRequest = z.object({
  FunctionName: z.string(),
  InvocationType: z.optional(z.enum(['RequestResponse', 'Event', 'DryRun'])),
  Payload: z.string(),
});

/** An asynchronous invocation is not retried. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function invoke(dependencies: ServiceDependencies, functions: LocalFunctions): Operation {
  return async (input): Promise<z.infer<typeof invokeResult>> => {
    const { FunctionName, InvocationType, Payload } = parseInput(invokeRequest, input);
    const { handler } = findFunction(dependencies, functions, FunctionName);
    const event = readEvent(Payload);
    if (InvocationType === 'DryRun') return { StatusCode: 204, Payload: '' };
    if (InvocationType === 'Event') {
      handler(event).catch(() => undefined);
      return { StatusCode: 202, Payload: '' };
    }
    try {
      return { StatusCode: 200, Payload: JSON.stringify(await handler(event)) ?? 'null' };
    } catch (error) {
      const [errorType, errorMessage] =
        error instanceof Error ? [error.name, error.message] : ['Error', String(error)];
      return {
        StatusCode: 200,
        Payload: JSON.stringify({ errorType, errorMessage }),
        FunctionError: 'Unhandled',
      };
    }
  };
}

function readEvent(payload: string): unknown {
  try {
    return payload === '' ? {} : (JSON.parse(payload) as unknown);
  } catch {
    // The error is replaced, because its message quotes the input.
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json.');
  }
}
