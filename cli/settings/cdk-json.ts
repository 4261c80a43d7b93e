import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod/mini';
import { CliError, usageError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';

/** Key of the settings in the context of `cdk.json`. */
const SETTINGS_KEY = 'alation-token-rotator';

const cdkJson = z.looseObject({
  context: z.looseObject({
    [SETTINGS_KEY]: z.optional(
      z.looseObject({ integrations: z.optional(z.record(z.string(), z.unknown())) }),
    ),
  }),
});

/** The file of the CDK, in the folder in which the command runs. */
export interface CdkJson {
  /** Names of the integrations that the file has already. */
  readonly integrations: readonly string[];
  /** Writes the file with these settings. Settings that are not among them stay. */
  write(settings: Readonly<Record<string, unknown>>): void;
}

/**
 * Reads `cdk.json`.
 *
 * @throws CliError if this folder has none, or the file is not a `cdk.json` of the token rotator
 */
export function readCdkJson(): CdkJson {
  const path = resolve('cdk.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw usageError(
      `${path} cannot be read; nothing was changed`,
      'Run the command in the folder that has the cdk.json of the token rotator',
    );
  }
  const json = fromJson(text);
  if (!isCdkJson(json)) {
    throw usageError(
      `${path} is not JSON with a "context" and settings under "${SETTINGS_KEY}"; nothing was changed`,
      'Correct the file, or take the file of this project again (git checkout cdk.json)',
    );
  }
  const { context } = json;
  const settings = context[SETTINGS_KEY];
  return {
    integrations: Object.keys(settings?.integrations ?? {}),
    write(changes) {
      const complete = {
        ...json,
        context: { ...context, [SETTINGS_KEY]: { ...settings, ...changes } },
      };
      try {
        writeFileSync(path, `${formatted(complete)}\n`);
      } catch {
        throw new CliError(`${path} cannot be written; nothing was changed`, {
          code: 'FileNotWritten',
          exitCode: ExitCode.needsPerson,
          todo: ['Check the permissions of the file, then run the command again'],
        });
      }
    },
  };
}

/** Checks the content and keeps the order of its keys, which Zod would change. */
function isCdkJson(json: unknown): json is z.infer<typeof cdkJson> {
  return cdkJson.safeParse(json).success;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** JSON with each list of texts in one line, as the formatter of this project writes it. */
function formatted(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replaceAll(
    /\[\n\s+([^[\]{}]*?)\n\s+\]/g,
    (_, entries: string) => `[${entries.replaceAll(/\n\s+/g, ' ')}]`,
  );
}
