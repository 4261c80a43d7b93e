import { formatInstant } from '../../functions/integration/tag-fields.ts';
import type { RenewalCheck } from './check-renewal.ts';

/** The result of a trial for `--json`. A value that Alation did not report is null. */
export function renewalJson({ result, meaning }: RenewalCheck): Readonly<Record<string, unknown>> {
  const trial = result?.kind === 'renewed' ? result.trial : undefined;
  return {
    outcome: result?.kind ?? 'not-tried',
    isSame: trial?.isSame ?? null,
    expiresBefore: time(trial?.expiresBefore),
    expiresAfter: time(trial?.expiresAfter),
    isActive: {
      oldRefreshToken: trial?.oldRefreshToken ?? null,
      newRefreshToken: trial?.newRefreshToken ?? null,
      accessToken: trial?.accessToken ?? null,
      otherRefreshToken: trial?.others?.refreshToken ?? null,
      otherAccessToken: trial?.others?.accessToken ?? null,
    },
    meaning,
  };
}

function time(ms: number | undefined): string | null {
  return ms === undefined ? null : formatInstant(ms);
}
