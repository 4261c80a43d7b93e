import type { IncomingRequest } from './incoming-request.ts';
import { type Answer, badRequest, json } from './wire-messages.ts';

/** Fields of a request that are there and of the right type, or the answer that says which are not. */
export type Fields<Names extends string> =
  | { readonly ok: true; readonly fields: Readonly<Record<Names, string>>; readonly userId: number }
  | { readonly ok: false; readonly answer: Answer };

/**
 * Takes the named texts from a body, and `user_id` if asked for.
 *
 * UNKNOWN: what instances send for a body they cannot use. The texts are those of Django REST framework, on which
 * Alation's routes look built.
 */
export function readFields<Names extends string>(
  request: IncomingRequest,
  names: readonly Names[],
  withUserId: boolean,
): Fields<Names> {
  if (request.body === 'unsupported') {
    return { ok: false, answer: json(415, { detail: 'Unsupported media type in request.' }) };
  }
  if (request.body === 'malformed') {
    return { ok: false, answer: badRequest({ non_field_errors: ['The body could not be parsed.'] }) };
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
  if (userId === undefined || !holdsAll(fields, names)) return { ok: false, answer: badRequest(errors) };
  return { ok: true, fields, userId };
}

function holdsAll<Names extends string>(
  fields: Readonly<Record<string, string>>,
  names: readonly Names[],
): fields is Readonly<Record<Names, string>> {
  return names.every((name) => Object.hasOwn(fields, name));
}

/** A number, or its digits: a form has no other way to send one. */
function integerOf(value: unknown): number | undefined {
  if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value);
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}
