import { dispositionOf, isFailureCode } from '../functions/integration/failure-codes.ts';
import type { RotationErrorCode } from '../functions/integration/failure-codes.ts';
import { failureTexts } from '../functions/integration/failure-texts.ts';

/** The text of the runbook for each failure code, by the code. */
export const failureCodeParts: Readonly<Record<string, () => string>> = Object.fromEntries(
  Object.keys(dispositionOf)
    .filter(isFailureCode)
    .map((code) => [code, () => failureCodeText(code)]),
);

function failureCodeText(code: RotationErrorCode): string {
  const disposition = dispositionOf[code];
  const { meaning, effect, fix, command } = failureTexts[code];
  const run = command === undefined ? '' : `: \`npx alation-tokens ${command} <integration>\``;
  return [
    `Disposition: \`${disposition}\`.`,
    '',
    `- **What happened**: ${capitalized(meaning)}.`,
    `- **Effect**: ${effect}`,
    `- **${disposition === 'wait' ? 'If the failure lasts' : 'What to do'}**: ${fix}${run}.`,
  ].join('\n');
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
