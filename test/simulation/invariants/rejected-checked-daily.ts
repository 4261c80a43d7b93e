import { DAY_MS } from '../../../functions/time.ts';
import type { Invariant, Watched } from './invariant.ts';
import { taggedState } from '../world/tagged-state.ts';

/**
 * After a rejection an invocation sends a confirming request. If the rejection is not confirmed, the invocation mints
 * again.
 */
const MORE_USES = 2;

/**
 * The rotator checks a rejected credential once a day at most: a day begins at the integration's slot, so two checks may be
 * close, but never three within a day. The rotator saves a rejection before the invocation ends, unless a fault affects the
 * integration. Tags have no compare-and-set, so one of two concurrent rotators may overwrite a rejection that the other
 * rotator saved: that costs one call.
 */
export const rejectedCheckedDaily: Invariant = {
  name: 'the rotator checks a rejected credential at most once a day',
  watch(watched, report) {
    const { coverage, running, scheduler, policy } = watched;
    /** Rejected credentials in the tags when an invocation described them, by invocation and integration. */
    const known = new Map<string, ReadonlySet<string>>();
    /** Uses of a credential after its rejection, by invocation, integration and credential. */
    const uses = new Map<string, number>();
    const rejected = new Map<string, Set<string>>();
    const saved = new Map<string, ReadonlySet<string>>();
    const checks = new Map<string, readonly number[]>();
    /** Rejected credentials that an invocation checks, by invocation and integration. */
    const checking = new Map<string, Set<string>>();
    /** Credentials that Alation accepted, by invocation. */
    const accepted = new Set<string>();
    const inspected = new Set<string>();
    const excused = new Set<string>();
    /** Invocations that ran while another invocation ran, or that saw old tags. */
    const overlapping = new Set<number>();
    const noteUse = (key: string, secret: string, invocation: number) => {
      const isKnown = known.get(key)?.has(secret) === true;
      if (!isKnown && rejected.get(key)?.has(secret) !== true) return;
      const count = (uses.get(`${key} ${secret}`) ?? 0) + 1;
      uses.set(`${key} ${secret}`, count);
      if (excused.has(key) || overlapping.has(invocation)) return;
      if (count > MORE_USES) report(`${key}: a rejected credential was used ${count} more times`);
      if (isKnown) checking.set(key, (checking.get(key) ?? new Set()).add(secret));
    };
    /** Notes a check that Alation refused. The caller leaves out checks whose result a fault may have lost. */
    const noteRefusedCheck = (key: string, secret: string) => {
      const now = scheduler.now();
      const day = (checks.get(secret) ?? []).filter((at) => at > now - DAY_MS + 2 * policy.intervalMs);
      checks.set(secret, [...day, now]);
      coverage.count('checks of a rejected credential');
      if (day.length > 1)
        report(`${key}: a rejected credential was checked ${day.length + 1} times within a day`);
    };
    return {
      see(seen) {
        switch (seen.kind) {
          case 'started':
            if (running.rotator.size > 1) for (const one of running.rotator) overlapping.add(one);
            return;
          case 'described':
            if (seen.isStale) overlapping.add(seen.invocation);
            known.set(
              `${seen.invocation} ${seen.integration}`,
              new Set(seen.isStale ? [] : (saved.get(seen.integration) ?? [])),
            );
            return;
          case 'inspect-requested':
            inspected.add(`${seen.invocation} ${seen.secret}`);
            noteUse(`${seen.invocation} ${seen.integration}`, seen.secret, seen.invocation);
            return;
          case 'mint-requested':
            // A mint follows the inspection of a rejected refresh token only if Alation calls it active.
            if (inspected.has(`${seen.invocation} ${seen.secret}`))
              accepted.add(`${seen.invocation} ${seen.secret}`);
            noteUse(`${seen.invocation} ${seen.integration}`, seen.secret, seen.invocation);
            return;
          case 'minted':
            accepted.add(`${seen.invocation} ${seen.secret}`);
            return;
          case 'mint-rejected': {
            const key = `${seen.invocation} ${seen.integration}`;
            rejected.set(key, (rejected.get(key) ?? new Set()).add(seen.secret));
            return;
          }
          case 'tagged': {
            const before = saved.get(seen.integration) ?? new Set<string>();
            const after = rejectedInTags(watched, seen.integration);
            saved.set(seen.integration, after);
            const isCurrent = !overlapping.has(seen.invocation) && running.rotator.has(seen.invocation);
            for (const secret of before) {
              if (after.has(secret) || accepted.has(`${seen.invocation} ${secret}`)) continue;
              // An invocation that crashed published an access token of this credential, which ends the rejection.
              if (isIssuing(watched, seen.integration, secret)) continue;
              if (isCurrent && isStillStored(watched, seen.integration, secret)) {
                report(`${seen.integration}: a saved rejection is gone`);
              }
              coverage.count('rejections overwritten by a second rotator');
            }
            return;
          }
          case 'fault':
            excused.add(`${seen.invocation} ${seen.integration}`);
            return;
          case 'ended':
            for (const [key, secrets] of checking) {
              if (!key.startsWith(`${seen.invocation} `)) continue;
              checking.delete(key);
              if (excused.has(key) || overlapping.has(seen.invocation)) continue;
              // After an acceptance the rotator checks the other credentials again, an hour later.
              if ([...secrets].some((secret) => accepted.has(`${seen.invocation} ${secret}`))) continue;
              for (const secret of secrets) noteRefusedCheck(key, secret);
            }
            for (const [key, secrets] of rejected) {
              const [invocation, integration = ''] = key.split(' ');
              if (invocation !== String(seen.invocation)) continue;
              rejected.delete(key);
              if (excused.has(key) || overlapping.has(seen.invocation)) continue;
              for (const secret of secrets) {
                if (saved.get(integration)?.has(secret) === true || watched.alation.accepts(secret)) continue;
                if (isStillStored(watched, integration, secret)) report(`${key}: a rejection was not saved`);
              }
            }
            return;
          case 'act':
            if (seen.act === 'lose-tags') saved.delete(seen.integration);
            else saved.set(seen.integration, rejectedInTags(watched, seen.integration));
            return;
          default:
        }
      },
    };
  },
};

/** The secrets of the credentials that the tags call rejected at the stored version. */
function rejectedInTags({ truth, store }: Watched, integration: string): ReadonlySet<string> {
  const { credentials = [], credentialsVersionId } = truth.integrations.get(integration) ?? {};
  const states = taggedState(store, integration).credentials.filter(
    ({ state, versionId }) => state === 'rejected' && versionId === credentialsVersionId,
  );
  return new Set(
    credentials.filter(({ name }) => states.some((state) => state.name === name)).map(({ secret }) => secret),
  );
}

function isStillStored({ truth }: Watched, integration: string, secret: string): boolean {
  const { credentials = [] } = truth.integrations.get(integration) ?? {};
  return credentials.some((one) => one.secret === secret);
}

function isIssuing({ truth }: Watched, integration: string, secret: string): boolean {
  const { published } = truth.integrations.get(integration) ?? {};
  return truth.minted.get(published?.accessToken ?? '')?.secret === secret;
}
