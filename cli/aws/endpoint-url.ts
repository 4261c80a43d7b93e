import { usageError } from '../cli-error.ts';

/** A variable sets the endpoint of all services, or of one service. */
const ENDPOINT_VARIABLE = /^AWS_ENDPOINT_URL(?:_[A-Z_]+)?$/;

/** Endpoints that the environment sets instead of AWS's: variable and origin, which holds no password. */
export type NamedEndpoints = readonly (readonly [variable: string, origin: string])[];

/**
 * Reads the endpoints of the environment.
 *
 * @throws CliError if an endpoint is not an HTTP or HTTPS URL. The SDK's own error does not help
 */
export function namedEndpoints(environment: Readonly<Record<string, string | undefined>>): NamedEndpoints {
  return Object.entries(environment).flatMap(([variable, value = '']) => {
    if (!ENDPOINT_VARIABLE.test(variable) || value === '') return [];
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url?.protocol === 'https:' || url?.protocol === 'http:') return [[variable, url.origin] as const];
    throw usageError(
      `${variable} must be an HTTP or HTTPS URL such as http://127.0.0.1:4566`,
      'Correct it, or unset it to use the endpoints of AWS',
    );
  });
}
