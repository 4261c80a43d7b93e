import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';

/** A decision of IAM about a call of a role. */
export interface Decision {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
}

const line = z.object({
  /** ARN of the session: `arn:aws:sts::123456789012:assumed-role/<role>/<session>`. */
  principal: z.string(),
  action: z.string(),
  resource: z.string(),
  allowed: z.boolean(),
});

/** All decisions so far about sessions of roles whose names match, oldest first. */
export function decisionsAbout(roles: RegExp): readonly Decision[] {
  return readFileSync(process.env['DECISIONS'] ?? '', 'utf8')
    .trimEnd()
    .split('\n')
    .map((text) => line.parse(JSON.parse(text)))
    .map(({ principal, ...decision }) => ({ role: principal.split('/')[1] ?? '', ...decision }))
    .filter(({ role }) => roles.test(role));
}
