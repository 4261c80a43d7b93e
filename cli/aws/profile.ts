import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { givenWords } from '../text/given-text.ts';

/**
 * The error for a profile that stands in none of AWS's own files; undefined when it stands there. The SDK calls it
 * missing credentials, or a missing Region.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export async function missingProfile(
  option: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<CliError | undefined> {
  const profile = option ?? environment['AWS_PROFILE'];
  if (profile === undefined || profile === '') return undefined;
  const folder = join(homedir(), '.aws');
  const files = [
    environment['AWS_CONFIG_FILE'] ?? join(folder, 'config'),
    environment['AWS_SHARED_CREDENTIALS_FILE'] ?? join(folder, 'credentials'),
  ];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  const sections = texts.flatMap((text) =>
    [...text.matchAll(/^\s*\[\s*(?:profile\s+)?["']?(.*?)["']?\s*\]/gm)].map(([, name]) => name),
  );
  if (sections.includes(profile)) return undefined;
  const source = option === undefined ? 'AWS_PROFILE' : '--profile';
  return new CliError(`There is no AWS profile ${givenWords(profile)}, which ${source} names`, {
    code: 'NoProfile',
    exitCode: ExitCode.usage,
    todo: [`See aws configure list-profiles; it was looked for in ${files.join(' and ')}`],
  });
}
