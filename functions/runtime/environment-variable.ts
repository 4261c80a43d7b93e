import * as z from 'zod/mini';

/** An environment, as `process.env` has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How the text of one environment variable becomes a setting. */
export interface Variable<T> {
  readonly name: string;
  /** What is allowed, for the person who set something else. */
  readonly allowed: string;
  readonly schema: z.ZodMiniType<T, string>;
}

/** The environment cannot be used. The message lists every problem: the variable, what was got, what is allowed. */
export class EnvironmentError extends Error {
  constructor(problems: readonly string[]) {
    super(
      `The function's environment is wrong; correct the stack's settings and deploy again:\n- ${problems.join('\n- ')}`,
    );
    this.name = 'EnvironmentError';
  }
}

type Settings<V extends Record<string, Variable<unknown>>> = {
  readonly [K in keyof V]: V[K] extends Variable<infer T> ? T : never;
};

/**
 * Reads all these variables at once.
 *
 * @throws EnvironmentError with all problems; it quotes what was got, for the environment holds no secret
 */
export function readVariables<V extends Record<string, Variable<unknown>>>(
  variables: V,
  environment: Environment,
): Settings<V> {
  const problems: string[] = [];
  if (environment['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    problems.push('NODE_TLS_REJECT_UNAUTHORIZED is "0": certificates must be checked; remove it');
  }
  const settings: Record<string, unknown> = {};
  for (const [key, { name, allowed, schema }] of Object.entries(variables)) {
    const text = environment[name];
    const parsed = schema.safeParse(text);
    if (parsed.success) settings[key] = parsed.data;
    else problems.push(`${name} is ${text === undefined ? 'not set' : quote(text)}; allowed: ${allowed}`);
  }
  if (problems.length > 0) throw new EnvironmentError(problems);
  // Every key of `variables` was set above, with what its schema gives.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return settings as Settings<V>;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}

/** A text of this form. */
export function textVariable(name: string, form: RegExp, allowed: string): Variable<string> {
  return { name, allowed, schema: z.string().check(z.regex(form)) };
}

/** A number within bounds, times `factor`: the unit of the variable in the unit of the setting. */
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

/** A comma-separated list with at least one entry, spaces around entries allowed. */
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

/** JSON of this form. */
export function jsonVariable<T>(name: string, schema: z.ZodMiniType<T>, allowed: string): Variable<T> {
  return { name, allowed, schema: z.pipe(z.pipe(z.string(), z.transform(fromJson)), schema) };
}

/** Undefined, which no form of ours is, for what is not JSON: the error of `JSON.parse` would quote it. */
function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
