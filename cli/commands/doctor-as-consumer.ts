import { secretName } from '../../functions/aws/secret-names.ts';
import { INTEGRATION_NAME, SecretRole } from '../../functions/contract.ts';
import { usageError } from '../cli-error.ts';
import { checkConsumer } from '../doctor/check-consumer.ts';
import { findingJson, findingLines, stepsOf } from '../doctor/finding-report.ts';
import { exitCodeOf } from '../doctor/finding.ts';
import type { Report } from '../report.ts';
import type { Session } from '../session.ts';
import { givenText } from '../text/given-text.ts';

/**
 * Checks with a consumer's AWS credentials whether the consumer can read an access token and call Alation with it.
 *
 * @param consumer an integration, or the ARN of its access-token secret
 * @param others the options of `doctor` that `--consumer` excludes
 * @throws CliError for wrong usage
 */
export async function doctorAsConsumer(
  session: Session,
  consumer: string,
  others: {
    readonly alation: boolean;
    readonly renewal: boolean;
    readonly yes: boolean;
    readonly aws: boolean;
    readonly fromFile?: string | undefined;
  },
): Promise<Report> {
  const { alation, renewal, yes, aws, fromFile } = others;
  if (alation || renewal || yes || !aws || fromFile !== undefined) {
    throw usageError(
      '--consumer excludes --alation, --renewal, --yes, --no-aws and --from-file: omit --consumer or the other options',
    );
  }
  const { terminal, prefix } = session;
  const isArn = consumer.startsWith('arn:');
  if (!isArn && !INTEGRATION_NAME.test(consumer)) {
    throw usageError(
      `--consumer takes the name of an integration (1 to 64 characters of a-z, 0-9 and -, without - at either end), or the ARN of its access-token secret; got ${givenText(consumer)}`,
    );
  }
  const secretId = isArn ? consumer : secretName(prefix, consumer, SecretRole.accessToken);
  const found = await terminal.during('Checking as a consumer', () => checkConsumer(session, secretId));
  const todo = stepsOf(found);
  return {
    exitCode: exitCodeOf(found),
    json: {
      findings: found.map(findingJson),
      supersedes: null,
      supersededStatus: null,
      meaning: [],
      renewal: null,
    },
    lines: [
      ...findingLines(terminal.columns, found),
      '',
      ...(todo.length === 0 ? ['This consumer can read the access token and call Alation.'] : []),
    ],
    todo,
  };
}
