import type { Severity } from '../contract.ts';

/** SNS requires fewer than 100 characters. */
const MAX_LENGTH = 99;
/** A name is not cut below this length. */
const MIN_NAME_LENGTH = 12;

/** The parts of a subject. */
export interface SubjectParts {
  readonly severity: Severity;
  /** The integration of the most severe notification; `Alation tokens` for a summary. */
  readonly about: string;
  readonly headline: string;
  /** Number of other notifications. */
  readonly more: number;
  /** Account and Region. */
  readonly where: string;
}

/**
 * `[CRITICAL] demo: last refresh token expires in 20 h, and 2 more (acme-prod eu-west-1)`. If it is longer than 99
 * characters, the integration's name is cut, then the headline.
 */
export function subject({ severity, about, headline, more, where }: SubjectParts): string {
  const begin = `[${severity.toUpperCase()}] `;
  const end = `${more > 0 ? `, and ${more} more` : ''} (${where})`;
  const room = MAX_LENGTH - begin.length - end.length - 2;
  const name = cut(about, Math.max(MIN_NAME_LENGTH, room - headline.length));
  return `${begin}${name}: ${cut(headline, room - name.length)}${end}`;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 3)}...`;
}
