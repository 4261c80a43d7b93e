import * as z from 'zod/mini';

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Parses one environment variable into a setting. */
export interface Variable<T> {
  readonly name: string;
  /** The allowed values, for the error message. */
  readonly allowed: string;
  readonly schema: z.ZodMiniType<T, string | undefined>;
}

/** The environment is invalid. The message lists every problem: the variable, its value, the allowed values. */
export class EnvironmentError extends Error {
  constructor(problems: readonly string[]) {
    super(
      `The function's environment is invalid. Correct the settings of the stack and deploy again:\n- ${problems.join('\n- ')}`,
    );
    this.name = 'EnvironmentError';
  }
}

type Settings<V extends Record<string, Variable<unknown>>> = {
  readonly [K in keyof V]: V[K] extends Variable<infer T> ? T : never;
};

/**
 * Reads all these variables.
 *
 * @throws EnvironmentError with all problems; the message quotes the values, because the environment contains no secret
 */
export function readVariables<V extends Record<string, Variable<unknown>>>(
  variables: V,
  environment: Environment,
): Settings<V> {
  const problems: string[] = [];
  if (environment['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    problems.push('NODE_TLS_REJECT_UNAUTHORIZED is "0", which turns off certificate checks; remove it');
  }
  const settings: Record<string, unknown> = {};
  for (const [key, { name, allowed, schema }] of Object.entries(variables)) {
    const text = environment[name];
    const parsed = schema.safeParse(text);
    if (parsed.success) settings[key] = parsed.data;
    else problems.push(`${name} is ${text === undefined ? 'not set' : quote(text)}; allowed: ${allowed}`);
  }
  if (problems.length > 0) throw new EnvironmentError(problems);
  // Every key of `variables` was set above with the result of its schema.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return settings as Settings<V>;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}

/** Text that matches this pattern. */
export function textVariable(name: string, form: RegExp, allowed: string): Variable<string> {
  return { name, allowed, schema: z.string().check(z.regex(form)) };
}

/** A number within limits. `factor` converts the unit of the variable to the unit of the setting. */
export function numberVariable(
  name: string,
  { least, most, whole, factor = 1 }: { least: number; most: number; whole: boolean; factor?: number },
): Variable<number> {
  const form = whole ? /^\d{1,9}$/ : /^\d{1,9}(?:\.\d{1,9})?$/;
  return {
    name,
    allowed: `a ${whole ? 'whole number' : 'number'} from ${least} to ${most}`,
    schema: z.pipe(
      z.pipe(z.string().check(z.regex(form)), z.transform(Number)),
      z.pipe(
        z.number().check(z.minimum(least), z.maximum(most)),
        z.transform((value) => value * factor),
      ),
    ),
  };
}

/** A comma-separated list with at least one entry. Spaces around entries are allowed. */
export function listVariable(name: string, entry: RegExp, allowed: string): Variable<string[]> {
  return {
    name,
    allowed,
    schema: z.pipe(
      z.pipe(
        z.string(),
        z.transform((text) => text.split(',').map((part) => part.trim())),
      ),
      z.array(z.string().check(z.regex(entry))).check(z.minLength(1)),
    ),
  };
}

/** JSON that matches this schema. */
export function jsonVariable<T>(name: string, schema: z.ZodMiniType<T>, allowed: string): Variable<T> {
  return { name, allowed, schema: z.pipe(z.pipe(z.string(), z.transform(fromJson)), schema) };
}

/**
 * The parsed value. Invalid JSON becomes undefined, which no schema accepts: the error of `JSON.parse` would quote its
 * input.
 */
function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
