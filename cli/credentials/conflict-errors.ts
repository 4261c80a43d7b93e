import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';

const RUN_AGAIN = 'Run the command again: it starts from the current version';

/** Another person or program stored a version while this command ran. That version stays; this command stored nothing. */
export function changedMeanwhile(secret: string): CliError {
  return conflict(
    'ChangedMeanwhile',
    `${secret} was changed while this command ran. That change stays; this command stored nothing`,
    RUN_AGAIN,
  );
}

/** Another person or program stored a version right after this command did. */
export function changedAfterwards(secret: string, ours: string, theirs: string | undefined): CliError {
  return conflict(
    'ChangedMeanwhile',
    `The credentials were stored as version ${ours} of ${secret}. Right after that, another person or program stored ` +
      `version ${theirs}. The rotator uses that version now`,
    RUN_AGAIN,
  );
}

/** Another person or program stored a version just before this command did, and this command replaced it. */
export function overwroteChange(secret: string, ours: string, theirs: string | undefined): CliError {
  return conflict(
    'OverwroteChange',
    `The credentials are stored as version ${ours} of ${secret}. A moment before, another person or program stored ` +
      `version ${theirs}. The rotator no longer uses that version`,
    'The other version is kept under AWSPREVIOUS until the next change. To keep both changes, make the other version current again: ' +
      `aws secretsmanager update-secret-version-stage --secret-id ${secret} --version-stage AWSCURRENT ` +
      `--move-to-version-id ${theirs} --remove-from-version-id ${ours}`,
    'Then run this command again: it starts from that version',
  );
}

function conflict(code: string, message: string, ...todo: readonly string[]): CliError {
  return new CliError(message, { code, exitCode: ExitCode.needsPerson, todo });
}
