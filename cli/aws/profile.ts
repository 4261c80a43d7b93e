import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { givenText } from '../text/given-text.ts';

/**
 * The error for a profile that is in no file of AWS; undefined if the profile exists, or no profile is named. The SDK
 * would report missing credentials or a missing Region instead.
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
  return new CliError(
    `${source} names the AWS profile ${givenText(profile)}, but this profile does not exist`,
    {
      code: 'NoProfile',
      exitCode: ExitCode.usage,
      todo: [`Check the profiles in ${files.join(' and ')}`, 'List them: aws configure list-profiles'],
    },
  );
}
