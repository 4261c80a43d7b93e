import { usageError } from '../cli-error.ts';

/** For all services, and for one of them. */
const ENDPOINT_VARIABLE = /^AWS_ENDPOINT_URL(?:_[A-Z_]+)?$/;

/** The endpoints that the environment names in the place of AWS's own: variable and origin, without a password in it. */
export type NamedEndpoints = readonly (readonly [variable: string, origin: string])[];

/**
 * Reads them.
 *
 * @throws CliError when one is no URL: of that the SDK says nothing a person could use
 */
export function namedEndpoints(environment: Readonly<Record<string, string | undefined>>): NamedEndpoints {
  return Object.entries(environment).flatMap(([variable, value = '']) => {
    if (!ENDPOINT_VARIABLE.test(variable) || value === '') return [];
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url?.protocol === 'https:' || url?.protocol === 'http:') return [[variable, url.origin] as const];
    throw usageError(
      `${variable} is no URL such as http://127.0.0.1:4566`,
      'Correct it, or unset it to talk to AWS itself',
    );
  });
}
