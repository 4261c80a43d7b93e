import { errorFields } from './error-fields.ts';

/** Maximum length of a text and of a list in a field. */
const MAX_TEXT_LENGTH = 1_000;
const MAX_LIST_LENGTH = 100;

/**
 * Reduces the fields of a log line to values that are safe to write: texts, numbers, booleans, null, and lists and
 * plain objects of them. An error becomes its `ErrorFields`. Any other object becomes the name of its class, because
 * its content is unknown. So does a list or an object below the third level. A function, symbol or bigint becomes its
 * type. Long texts and lists are cut.
 */
export function logFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, logValue(value, 3)]));
}

function logValue(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'string':
      return value.length > MAX_TEXT_LENGTH ? `${value.slice(0, MAX_TEXT_LENGTH)}…` : value;
    case 'number':
      // JSON has no NaN or Infinity.
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
    case 'undefined':
      return value;
    case 'object':
      return value === null ? null : logObject(value, depth);
    default:
      return `[${typeof value}]`;
  }
}

function logObject(value: object, depth: number): unknown {
  if (value instanceof Error) return errorFields(value);
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain || depth === 0) return `[${value.constructor?.name ?? 'object'}]`;
  if (Array.isArray(value)) return value.slice(0, MAX_LIST_LENGTH).map((item) => logValue(item, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, logValue(item, depth - 1)]));
}
