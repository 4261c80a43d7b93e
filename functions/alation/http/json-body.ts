import { RotationError } from '../../integration/rotation-error.ts';
import { type HttpResponse, describeRequest } from './response.ts';
import { malformedResponse } from './failure.ts';

/**
 * The JSON of a successful response.
 *
 * @throws RotationError `AlationAnswerMalformed` if the body is not JSON or UTF-8, or too large; if it is incomplete,
 *   `MintOutcomeUnknown` for a mint and `AlationUnavailable` for other requests
 */
export function requireJson(response: HttpResponse): unknown {
  const { request, body, status } = response;
  switch (body.kind) {
    case 'text': {
      const json = parseJson(body.text);
      if (json === undefined) throw malformedResponse(response, 'the body is not JSON');
      return json;
    }
    case 'unusable':
      throw malformedResponse(response, 'the body is larger than 64 KiB or not UTF-8');
    case 'unread':
      throw malformedResponse(response, 'there is no body');
    case 'incomplete':
      throw new RotationError(
        request.mints ? 'MintOutcomeUnknown' : 'AlationUnavailable',
        `${describeRequest(request)} answered HTTP ${status}, but the end of the body did not arrive.`,
        { status, sent: true },
      );
    default:
      return body satisfies never;
  }
}

/** The JSON of a response, or undefined if its body is not JSON. */
export function jsonOrUndefined({ body }: HttpResponse): unknown {
  return body.kind === 'text' ? parseJson(body.text) : undefined;
}

/** Hides the error of `JSON.parse`, which quotes its input. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
