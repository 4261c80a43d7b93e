import { mintOnlyWhenWriteAllowed } from '../invariants/mint-only-when-write-allowed.ts';
import { wireFaults } from './wire-faults.ts';

/** What the simulation on ports checks and the simulation over HTTP cannot, each with the reason. */
const limits: readonly (readonly [what: string, because: string])[] = [
  [
    `the invariant "${mintOnlyWhenWriteAllowed.name}"`,
    'the handler creates its rate limiter, so no code outside the handler sees when the rate limiter allows a write',
  ],
  [
    'two integrations that share a credential',
    'a request to Alation does not name the integration that sends it',
  ],
  ...Object.entries(wireFaults).flatMap(([kind, fault]) =>
    'because' in fault ? [[`the fault ${kind}`, fault.because] as const] : [],
  ),
];

/** The part of the report that says what the simulation over HTTP cannot check. */
export function limitsText(): string {
  return ['not checked over HTTP', ...limits.map(([what, because]) => `  ${what}: ${because}`)].join('\n');
}
