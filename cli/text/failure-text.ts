import { isTransient } from '../../functions/integration/failure-codes.ts';
import { failureText } from '../../functions/integration/failure-texts.ts';
import { commandLine } from './command-line.ts';

/** The rotator does not store a requested rotation. After a transient failure it does only the work that is due. */
const NOT_REPEATED =
  'The rotator does not repeat a requested rotation. A later sweep verifies the published access token, and replaces an ' +
  'access token that is inactive or due for rotation';

/** The fix of a failure, with the heading of the runbook and the command for this integration. */
export function fixText(code: string | undefined, prefix: string, integration: string): string {
  const { fix, command } = failureText(code);
  const text = code === undefined ? fix : `${fix} (docs/runbook.md, ${code})`;
  return command === undefined ? text : `${text}: ${commandLine(prefix, command, integration)}`;
}

/** The fix of a failure that happened just now, in lines. */
export function fixLines(
  code: string | undefined,
  { prefix, integration, isRetried }: { prefix: string; integration: string; isRetried: boolean },
): readonly string[] {
  const fix = fixText(code, prefix, integration);
  if (!isTransient(code)) return [fix];
  return [
    isRetried ? 'Nothing now: the rotator retries by itself' : NOT_REPEATED,
    `If the failure lasts: ${fix}`,
  ];
}
