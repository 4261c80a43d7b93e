import type { IncomingRequest } from './incoming-request.ts';
import { type AlationResponse, badRequest, json } from './responses.ts';

/** The fields of a request, or the response if a field is missing or wrong, or the body cannot be read. */
export type Fields<Names extends string> =
  | { readonly ok: true; readonly fields: Readonly<Record<Names, string>>; readonly userId: number }
  | { readonly ok: false; readonly response: AlationResponse };

/**
 * Reads the named text fields of a body, and `user_id` if `withUserId` is true. Otherwise `userId` is 0.
 *
 * UNKNOWN: the response of instances to an invalid body. The texts about single fields are those of Django REST
 * framework, because Alation's routes resemble Django's.
 */
export function readFields<Names extends string>(
  request: IncomingRequest,
  names: readonly Names[],
  withUserId: boolean,
): Fields<Names> {
  if (request.body === 'unsupported') {
    return { ok: false, response: json(415, { detail: 'Unsupported media type in request.' }) };
  }
  if (request.body === 'malformed') {
    return { ok: false, response: badRequest({ non_field_errors: ['The body could not be parsed.'] }) };
  }
  const given: Readonly<Record<string, unknown>> = request.body === 'empty' ? {} : request.body.fields;
  const errors: Record<string, string[]> = {};
  const fields: Record<string, string> = {};
  for (const name of names) {
    const value = given[name];
    if (value === undefined) errors[name] = ['This field is required.'];
    else if (typeof value !== 'string') errors[name] = ['Not a valid string.'];
    else if (value === '') errors[name] = ['This field may not be blank.'];
    else fields[name] = value;
  }
  const userId = withUserId ? integerOf(given['user_id']) : 0;
  if (given['user_id'] === undefined && withUserId) errors['user_id'] = ['This field is required.'];
  else if (userId === undefined) errors['user_id'] = ['A valid integer is required.'];
  if (userId === undefined || !hasAll(fields, names)) return { ok: false, response: badRequest(errors) };
  return { ok: true, fields, userId };
}

function hasAll<Names extends string>(
  fields: Readonly<Record<string, string>>,
  names: readonly Names[],
): fields is Readonly<Record<Names, string>> {
  return names.every((name) => Object.hasOwn(fields, name));
}

/** Reads an integer, or digits as text, because a form contains only text. */
function integerOf(value: unknown): number | undefined {
  if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value);
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}
