import type { LocalAws } from '../../local/aws/server.ts';
import type { CanaryOutput } from '../support/canary-output.ts';

/** A failed invocation as Lambda sends it to the dead-letter queue. */
export interface DeadLetter {
  readonly requestPayload: unknown;
  readonly responsePayload: {
    readonly errorType: string;
    readonly errorMessage: string;
    readonly trace: readonly string[];
  };
}

/**
 * Creates the dead letter of a failed invocation.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export function deadLetter(event: unknown, error: unknown): DeadLetter {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  return {
    requestPayload: event,
    responsePayload: { errorType: name, errorMessage: message, trace: stack.split('\n') },
  };
}

/**
 * All output of a deployment: prints, results, errors, messages, events, tags, dead letters, URLs. The values of
 * secrets, and the headers and bodies of requests to Alation, may hold secrets, so they are omitted.
 */
export function everythingShown(deployment: {
  readonly aws: LocalAws;
  readonly output: CanaryOutput;
  readonly deadLetters: readonly DeadLetter[];
  readonly requests: readonly string[];
}): string {
  const { aws, output, deadLetters, requests } = deployment;
  const secrets = aws.secrets.all().map(({ name, description, tags, labels }) => ({
    name,
    description,
    tags: [...tags],
    labels: [...labels],
  }));
  return [
    output.text(),
    ...[aws.topics.messages, aws.events.events, secrets, deadLetters, requests].map((shown) =>
      JSON.stringify(shown),
    ),
  ].join('\n');
}
