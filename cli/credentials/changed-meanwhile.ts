import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';

/** Somebody else stored another version of the secret before we did; theirs was left as it is. */
export function changedMeanwhile(secret: string): CliError {
  return new CliError(`Somebody else changed ${secret} meanwhile, and what they stored was left as it is`, {
    code: 'ChangedMeanwhile',
    exitCode: ExitCode.needsPerson,
    todo: ['Run the command again: it starts from what is there now'],
  });
}

/** Somebody else stored another version of the secret right after we did. */
export function changedAfterwards(secret: string, ours: string, theirs: string | undefined): CliError {
  return new CliError(
    `The credentials were stored as version ${ours} of ${secret}, but somebody else stored version ${theirs} right ` +
      'after, which is in use now',
    {
      code: 'ChangedMeanwhile',
      exitCode: ExitCode.needsPerson,
      todo: ['Run the command again: it starts from what is there now'],
    },
  );
}

/** Somebody else stored another version of the secret just before we did, and ours is in use in its place. */
export function overwroteChange(secret: string, ours: string, theirs: string | undefined): CliError {
  return new CliError(
    `The credentials are stored as version ${ours} of ${secret}, but a moment before somebody else stored version ` +
      `${theirs}, which is not in use any more`,
    {
      code: 'OverwroteChange',
      exitCode: ExitCode.needsPerson,
      todo: [
        'Theirs is kept under AWSPREVIOUS until the next change. To have both, put theirs back:',
        `aws secretsmanager update-secret-version-stage --secret-id ${secret} --version-stage AWSCURRENT ` +
          `--move-to-version-id ${theirs} --remove-from-version-id ${ours}`,
        'and then run this command again: it starts from what is there then',
      ],
    },
  );
}
