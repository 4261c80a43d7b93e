import type * as z from 'zod/mini';

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Parses one environment variable into a setting. Only JSON is parsed with zod: schemas for all variables would take a tenth
 * of the time of a cold start.
 */
export interface Variable<T> {
  readonly name: string;
  /** The allowed values, for the error message. */
  readonly allowed: string;
  /** Returns the setting, or undefined if the text is not allowed. The text is undefined if the variable is not set. */
  parse(text: string | undefined): { readonly setting: T } | undefined;
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
    problems.push(
      'NODE_TLS_REJECT_UNAUTHORIZED is "0": this turns off certificate checks. Remove the variable',
    );
  }
  const settings: Record<string, unknown> = {};
  for (const [key, variable] of Object.entries(variables)) {
    const { name, allowed } = variable;
    const text = environment[name];
    const parsed = variable.parse(text);
    if (parsed !== undefined) settings[key] = parsed.setting;
    else problems.push(`${name} is ${text === undefined ? 'not set' : quote(text)}; allowed: ${allowed}`);
  }
  if (problems.length > 0) throw new EnvironmentError(problems);
  // Every key of `variables` was set above with its setting.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return settings as Settings<V>;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}

/** Text that matches this pattern. */
export function textVariable(name: string, form: RegExp, allowed: string): Variable<string> {
  return {
    name,
    allowed,
    parse: (text) => (text !== undefined && form.test(text) ? { setting: text } : undefined),
  };
}

/** One of these texts. */
export function choiceVariable<const T extends string>(name: string, choices: readonly T[]): Variable<T> {
  const allowed = `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
  return {
    name,
    allowed,
    parse: (text) => {
      const setting = choices.find((choice) => choice === text);
      return setting === undefined ? undefined : { setting };
    },
  };
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
    parse: (text = '') => {
      const value = Number(text);
      return form.test(text) && value >= least && value <= most ? { setting: value * factor } : undefined;
    },
  };
}

/** A comma-separated list with at least one entry. Spaces around entries are allowed. */
export function listVariable(name: string, entry: RegExp, allowed: string): Variable<string[]> {
  return {
    name,
    allowed,
    parse: (text = '') => {
      const setting = text.split(',').map((part) => part.trim());
      return setting.every((part) => entry.test(part)) ? { setting } : undefined;
    },
  };
}

/** JSON that matches this schema. */
export function jsonVariable<T>(name: string, schema: z.ZodMiniType<T>, allowed: string): Variable<T> {
  return {
    name,
    allowed,
    parse: (text = '') => {
      const parsed = schema.safeParse(fromJson(text));
      return parsed.success ? { setting: parsed.data } : undefined;
    },
  };
}

/** A variable that may be missing: then the setting is `fallback`. */
export function optionalVariable<T, const S>(
  { name, allowed, parse }: Variable<T>,
  fallback: S,
): Variable<T | S> {
  return { name, allowed, parse: (text) => (text === undefined ? { setting: fallback } : parse(text)) };
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
