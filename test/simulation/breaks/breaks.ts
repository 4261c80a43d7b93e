import { SecretRole, Tag } from '../../../functions/contract.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { activeAfterFaults } from '../invariants/active-after-faults.ts';
import { convergesWithinTwoSweeps } from '../invariants/converges-within-two-sweeps.ts';
import { onlyRenewalChangesCredentials } from '../invariants/only-renewal-changes-credentials.ts';
import { endsWithoutError } from '../invariants/ends-without-error.ts';
import { everyStageIsReported, expiriesAreKnown } from '../invariants/every-stage-is-reported.ts';
import { failuresWriteNoVersion } from '../invariants/failures-write-no-version.ts';
import { gapsAreBounded } from '../invariants/gaps-are-bounded.ts';
import { healthyRotate } from '../invariants/healthy-rotate.ts';
import { mintOnlyWhenDue } from '../invariants/mint-only-when-due.ts';
import { mintOnlyWhenWriteAllowed } from '../invariants/mint-only-when-write-allowed.ts';
import { mintedOnce } from '../invariants/minted-once.ts';
import { noDefects } from '../invariants/no-defects.ts';
import { noWarningIsRepeated } from '../invariants/no-warning-is-repeated.ts';
import { oneVersionPerBase } from '../invariants/one-version-per-base.ts';
import { publishedWasMinted } from '../invariants/published-was-minted.ts';
import { rejectedCheckedDaily } from '../invariants/rejected-checked-daily.ts';
import { twoCredentialsNoGap } from '../invariants/two-credentials-no-gap.ts';
import { verifiedFirst } from '../invariants/verified-first.ts';
import { versionsKeepTheQuota } from '../invariants/versions-keep-the-quota.ts';
import { writesKeepTheQuota } from '../invariants/writes-keep-the-quota.ts';
import { HOUR_MS, MINUTE_MS } from '../../../functions/time.ts';
import { simulate } from '../simulate.ts';
import type { Break } from './break.ts';
import { credentialBreaks } from './credential-breaks.ts';
import {
  inspectingRejected,
  failingList,
  inEndpoints,
  inListed,
  inPolicy,
  inRotator,
  inStore,
  inTags,
  mapValues,
  swappedIssuingCredential,
  withoutFingerprints,
} from './bugs.ts';
import { renewalBreaks } from './renewal-breaks.ts';
import { warnerBreaks } from './warner-breaks.ts';

/** Names a break and the invariant that catches it. */
export const titleOf = ({ what, invariant }: Break) => `${what} (${invariant.name})`;

/** Whether the history of this seed shows the break. */
export async function isCaught({ invariant, bug }: Break, seed: number): Promise<boolean> {
  const { violations } = await simulate(seed, { bug });
  return violations.some((violation) => violation.invariant === invariant.name);
}

/** At least one break for each invariant. */
export const breaks: readonly Break[] = [
  {
    what: 'the last character of the published document is cut off',
    invariant: publishedWasMinted,
    bug: inStore(({ putAccessToken }) => ({
      putAccessToken: (integration, document, versionId) =>
        putAccessToken(integration, new Sensitive(document.reveal().slice(0, -1)), versionId),
    })),
  },
  {
    what: 'an access token that Alation never minted is published',
    invariant: publishedWasMinted,
    bug: inEndpoints(({ mint }) => ({
      mint: async (...args) => ({ ...(await mint(...args)), accessToken: new Sensitive('x'.repeat(43)) }),
      verify: async () => 'active',
    })),
  },
  {
    what: 'an access token is published without verification',
    invariant: verifiedFirst,
    bug: inEndpoints(() => ({ verify: async () => 'active' })),
  },
  {
    what: 'a failed verification counts as active',
    invariant: verifiedFirst,
    bug: inEndpoints(({ verify }) => ({
      verify: (...args) => verify(...args).catch(() => 'active' as const),
    })),
  },
  {
    what: 'every verification answers active',
    invariant: activeAfterFaults,
    bug: inEndpoints(() => ({ verify: async () => 'active' })),
  },
  {
    what: 'a rotation is due after four fifths of the lifetime',
    invariant: twoCredentialsNoGap,
    bug: inPolicy({ renewalFraction: 0.8 }),
  },
  {
    what: 'a rotation is due after three tenths of the lifetime',
    invariant: twoCredentialsNoGap,
    bug: inPolicy({ renewalFraction: 0.3 }),
  },
  {
    what: 'the issuing credential mints the next access token',
    invariant: twoCredentialsNoGap,
    bug: swappedIssuingCredential,
  },
  {
    what: 'the tags hold no fingerprint of a credential',
    invariant: twoCredentialsNoGap,
    bug: inTags(withoutFingerprints),
  },
  {
    what: 'a mint without a response is retried at once',
    invariant: twoCredentialsNoGap,
    bug: inEndpoints(({ mint }) => ({
      mint: (...args) =>
        mint(...args).catch((error: unknown) => {
          const isOpen = error instanceof RotationError && error.code !== 'CredentialRejected';
          throw isOpen ? new RotationError('AlationUnavailable', 'injected', { status: 500 }) : error;
        }),
    })),
  },
  {
    what: 'a minted access token is stored a minute late',
    invariant: gapsAreBounded,
    bug: inRotator((deps) => ({
      store: {
        ...deps.store,
        async putAccessToken(...write) {
          await deps.clock.sleep(MINUTE_MS);
          return deps.store.putAccessToken(...write);
        },
      },
    })),
  },
  {
    what: 'a rotation is due after a fifth of the lifetime',
    invariant: mintOnlyWhenDue,
    bug: inPolicy({ renewalFraction: 0.2 }),
  },
  {
    what: 'a request for a rotation is forced and never counts as done',
    invariant: mintOnlyWhenDue,
    bug: { requestedAt: (requestedAt) => requestedAt && Infinity, demand: { isForced: true } },
  },
  {
    what: 'the rotator ignores the minimum remaining lifetime of a request',
    invariant: mintOnlyWhenDue,
    bug: { demand: {} },
  },
  {
    what: 'the rotator ignores that an integration is paused',
    invariant: mintOnlyWhenDue,
    bug: inListed((listed) => ({ ...listed, tags: { ...listed.tags, [Tag.paused]: '' } })),
  },
  {
    what: 'every mint is sent twice',
    invariant: mintedOnce,
    bug: inEndpoints(({ mint }) => ({
      async mint(...args) {
        await mint(...args);
        return mint(...args);
      },
    })),
  },
  {
    what: 'no write waits for the rate limiter',
    invariant: mintOnlyWhenWriteAllowed,
    bug: inRotator(() => ({ acquireWrite: async () => {} })),
  },
  {
    what: 'every write has its own VersionId',
    invariant: oneVersionPerBase,
    bug: inRotator(({ store, random }) => ({
      store: {
        ...store,
        putAccessToken: (integration, document, versionId) =>
          store.putAccessToken(integration, document, `${versionId.slice(0, 40)}${random()}`),
      },
    })),
  },
  {
    what: 'every write of an access token also writes the credentials',
    invariant: onlyRenewalChangesCredentials,
    bug: {
      rotator: (deps, { store }) => ({
        ...deps,
        store: {
          ...deps.store,
          async putAccessToken(integration, ...write) {
            store.putCredentials(integration, store.currentCredentials(integration)?.text);
            return deps.store.putAccessToken(integration, ...write);
          },
        },
      }),
    },
  },
  {
    what: 'the rotator clears the tag that pauses an integration',
    invariant: onlyRenewalChangesCredentials,
    bug: inTags((tags) => ({ ...tags, [Tag.paused]: '', [Tag.role]: SecretRole.accessToken })),
  },
  {
    what: 'a successful write is reported as a failure',
    invariant: failuresWriteNoVersion,
    bug: inStore(({ putAccessToken }) => ({
      async putAccessToken(...write) {
        await putAccessToken(...write);
        throw new RotationError('PublishFailed', 'injected');
      },
    })),
  },
  {
    what: 'the tags do not record rejections',
    invariant: rejectedCheckedDaily,
    bug: inTags((tags) => mapValues(tags, (value) => value.replace('state=rejected', 'state=unchecked'))),
  },
  {
    what: 'every verification of an access token also inspects the rejected credentials',
    invariant: rejectedCheckedDaily,
    bug: { rotator: inspectingRejected() },
  },
  {
    what: 'every listing of the rotator fails',
    invariant: healthyRotate,
    bug: inStore(() => failingList),
  },
  {
    what: 'every listing of the rotator fails',
    invariant: endsWithoutError,
    bug: inStore(() => failingList),
  },
  {
    what: 'every listing of the rotator fails',
    invariant: convergesWithinTwoSweeps,
    bug: inStore(() => failingList),
  },
  {
    what: 'a sweep ends at the first failing integration',
    invariant: healthyRotate,
    bug: inStore(({ listIntegrations }) => ({
      async *listIntegrations() {
        for await (const page of listIntegrations()) {
          const failing = page.findIndex(({ tags }) => /failing|rejected/.test(tags[Tag.status] ?? ''));
          yield failing < 0 ? page : page.slice(0, failing);
        }
      },
    })),
  },
  {
    what: 'the warner leaves out two warning stages',
    invariant: everyStageIsReported,
    bug: {
      warner: (deps) => ({ ...deps, policy: { ...deps.policy, warningDays: [30, 14, 1] } }),
    },
  },
  {
    what: 'the warner leaves out the first two warning stages',
    invariant: everyStageIsReported,
    bug: { warner: (deps) => ({ ...deps, policy: { ...deps.policy, warningDays: [7, 3, 1] } }) },
  },
  {
    what: 'every listing of the warner fails',
    invariant: everyStageIsReported,
    bug: { warner: (deps) => ({ ...deps, store: { ...deps.store, ...failingList } }) },
  },
  {
    what: 'Alation never reports when a refresh token expires',
    invariant: expiriesAreKnown,
    bug: inEndpoints(() => ({ inspect: async () => ({ state: 'active', expiresAt: undefined }) })),
  },
  {
    what: 'the warner does not save which warnings it sent',
    invariant: noWarningIsRepeated,
    bug: {
      warner: (deps) => ({
        ...deps,
        store: {
          ...deps.store,
          writeTags: (integration, tags) =>
            deps.store.writeTags(
              integration,
              Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith(Tag.warnedPrefix))),
            ),
        },
      }),
    },
  },
  {
    what: 'a backoff lasts for hours',
    invariant: convergesWithinTwoSweeps,
    bug: inPolicy({ intervalMs: HOUR_MS }),
  },
  {
    what: 'writes have neither a rate limit nor a concurrency limit',
    invariant: writesKeepTheQuota,
    bug: inRotator(() => ({
      acquireWrite: async () => {},
      acquireStart: async () => {},
      concurrency: { healthy: 500, failing: 500, probes: 500, perHost: 500 },
    })),
  },
  {
    what: 'the rotator ignores the quota of versions for a forced request',
    invariant: versionsKeepTheQuota,
    bug: { ...inStore(() => ({ versionTimes: async () => [] })), demand: { isForced: true } },
  },
  {
    what: 'an error has no failure code',
    invariant: noDefects,
    bug: inEndpoints(({ verify }) => ({
      verify: (baseUrl, accessToken, credential) =>
        verify(baseUrl, accessToken, credential).then((answer) => {
          if (answer === 'inactive') throw new TypeError('injected');
          return answer;
        }),
    })),
  },
  ...credentialBreaks,
  ...warnerBreaks,
  ...renewalBreaks,
];
