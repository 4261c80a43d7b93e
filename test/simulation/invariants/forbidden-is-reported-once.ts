import type { Invariant } from './invariant.ts';

/** The notification that Alation answered 403 to one credential. */
const FORBIDDEN = /^(\S+): Alation answered 403 when the rotator tried to mint from the credential "(\S+)"/gm;

/**
 * While a credential stays forbidden, one alert names it: no check and no rotation sends another alert. Another alert is
 * allowed after an act of an operator, a fault or crash of the warner, a concurrent warner or a stale read, because the
 * notification state may be lost or old. Twice is better than never.
 */
export const forbiddenIsReportedOnce: Invariant = {
  name: 'a credential that stays forbidden is reported once',
  watch({ coverage, running }, report) {
    /** The reported credentials, by integration. */
    const reported = new Map<string, Set<string>>();
    /** Runs of the warner that had a fault, or that overlapped another run. */
    const excused = new Set<number>();
    return {
      see(seen) {
        switch (seen.kind) {
          case 'alerted':
            if (excused.has(seen.invocation)) return;
            for (const [, integration = '', credential = ''] of seen.alert.body.matchAll(FORBIDDEN)) {
              const credentials = reported.get(integration) ?? new Set();
              if (credentials.has(credential))
                report(`${integration}: the alert about the 403 of "${credential}" was sent again`);
              reported.set(integration, credentials.add(credential));
              coverage.count('alerts about a forbidden credential');
            }
            return;
          case 'act':
            reported.delete(seen.integration);
            return;
          case 'described':
            if (seen.isStale) reported.delete(seen.integration);
            return;
          case 'fault':
          case 'crashed':
            if (seen.function !== 'warner') return;
            excused.add(seen.invocation);
            reported.clear();
            return;
          case 'started':
            if (running.warner.size > 1) for (const one of running.warner) excused.add(one);
            return;
          default:
        }
      },
    };
  },
};
