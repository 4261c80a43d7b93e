import { RotationError } from '../../integration/rotation-error.ts';
import { type HttpResponse, describe } from './response.ts';
import { malformedAnswer } from './failure.ts';

/**
 * The JSON of a successful answer.
 *
 * @throws RotationError `AlationAnswerMalformed` when it is not JSON or too large; when it broke off,
 *   `MintOutcomeUnknown` for a mint and `AlationUnavailable` for all else
 */
export function requireJson(answer: HttpResponse): unknown {
  const { asked, body, status } = answer;
  switch (body.kind) {
    case 'text': {
      const json = parseJson(body.text);
      if (json === undefined) throw malformedAnswer(answer, 'the body is not JSON');
      return json;
    }
    case 'unusable':
      throw malformedAnswer(answer, 'the body is above 64 KiB or not UTF-8');
    case 'unread':
      throw malformedAnswer(answer, 'there is no body');
    case 'incomplete':
      throw new RotationError(
        asked.mints ? 'MintOutcomeUnknown' : 'AlationUnavailable',
        `${describe(asked)} answered HTTP ${status}, but the answer broke off.`,
        { status, sent: true },
      );
    default:
      return body satisfies never;
  }
}

/** The JSON of a refusal; undefined when there is none. */
export function jsonIfAny(answer: HttpResponse): unknown {
  return answer.body.kind === 'text' ? parseJson(answer.body.text) : undefined;
}

/** Errors of `JSON.parse` quote their input, so they end here. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
