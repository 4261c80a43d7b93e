import { SecretRole, Tag } from '../../../functions/contract.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import type { Invariant } from '../invariants/invariant.ts';
import { aliveAtQuiescence } from '../invariants/alive-at-quiescence.ts';
import { convergesWithinTwoTicks } from '../invariants/converges-within-two-ticks.ts';
import { credentialsNeverChanged } from '../invariants/credentials-never-changed.ts';
import { endsWell } from '../invariants/ends-well.ts';
import { everyStageIsTold, expiriesAreKnown } from '../invariants/every-stage-is-told.ts';
import { failuresWriteNoVersion } from '../invariants/failures-write-no-version.ts';
import { gapsAreBounded } from '../invariants/gaps-are-bounded.ts';
import { healthyRotateRegardless } from '../invariants/healthy-rotate-regardless.ts';
import { mintOnlyWhenDue } from '../invariants/mint-only-when-due.ts';
import { mintOnlyWithPermit } from '../invariants/mint-only-with-permit.ts';
import { mintedOnce } from '../invariants/minted-once.ts';
import { noDefects } from '../invariants/no-defects.ts';
import { noWarningIsDoubled } from '../invariants/no-warning-is-doubled.ts';
import { oneVersionPerBase } from '../invariants/one-version-per-base.ts';
import { publishedWasMinted } from '../invariants/published-was-minted.ts';
import { rejectedOncePerVersion } from '../invariants/rejected-once-per-version.ts';
import { twoCredentialsNoGap } from '../invariants/two-credentials-no-gap.ts';
import { verifiedFirst } from '../invariants/verified-first.ts';
import { writesKeepTheQuota } from '../invariants/writes-keep-the-quota.ts';
import { HOUR_MS, MINUTE_MS } from '../scenario/scenario.ts';
import type { Sabotage } from '../world/code-under-test.ts';
import {
  askingAboutRejected,
  failingList,
  inEndpoints,
  inPolicy,
  inRotator,
  inStore,
  inTags,
  mapValues,
  withoutFingerprints,
} from './sabotage.ts';

/** A deliberate fault in the code under test, and the invariant that must notice it. */
export interface Break {
  readonly what: string;
  readonly invariant: Invariant;
  readonly sabotage: Sabotage;
}

/** One for each invariant at least. None of this is in the product. */
export const breaks: readonly Break[] = [
  {
    what: 'the last character of what is published is cut off',
    invariant: publishedWasMinted,
    sabotage: inStore(({ putAccessToken }) => ({
      putAccessToken: (integration, document, versionId) =>
        putAccessToken(integration, new Sensitive(document.reveal().slice(0, -1)), versionId),
    })),
  },
  {
    what: 'an access token is published that was never minted',
    invariant: publishedWasMinted,
    sabotage: inEndpoints(({ mint }) => ({
      mint: async (...asked) => ({ ...(await mint(...asked)), accessToken: new Sensitive('x'.repeat(43)) }),
      verify: async () => 'active',
    })),
  },
  {
    what: 'an access token is published unasked',
    invariant: verifiedFirst,
    sabotage: inEndpoints(() => ({ verify: async () => 'active' })),
  },
  {
    what: 'an access token that Alation says nothing about is taken to be alive',
    invariant: verifiedFirst,
    sabotage: inEndpoints(({ verify }) => ({
      verify: (...asked) => verify(...asked).catch(() => 'active' as const),
    })),
  },
  {
    what: 'every access token is taken to be alive',
    invariant: aliveAtQuiescence,
    sabotage: inEndpoints(() => ({ verify: async () => 'active' })),
  },
  {
    what: 'renewal comes after four fifths of a life',
    invariant: twoCredentialsNoGap,
    sabotage: inPolicy({ renewalFraction: 0.8 }),
  },
  {
    what: 'renewal comes after three tenths of a life',
    invariant: twoCredentialsNoGap,
    sabotage: inPolicy({ renewalFraction: 0.3 }),
  },
  {
    what: 'the next access token is minted from the credential that minted the published one',
    invariant: twoCredentialsNoGap,
    sabotage: inStore(({ describeIntegration, readSecrets }) => ({
      async describeIntegration(integration) {
        const listed = await describeIntegration(integration);
        return listed && { ...listed, tags: withoutFingerprints(listed.tags) };
      },
      async readSecrets(integration) {
        const { credentials, accessToken } = await readSecrets(integration);
        const text = accessToken?.text?.replace(/"credential":"[ab]"/, (one) =>
          one.includes('"a"') ? '"credential":"b"' : '"credential":"a"',
        );
        return { credentials, accessToken: accessToken && { ...accessToken, text } };
      },
    })),
  },
  {
    what: 'a credential is known by its name alone',
    invariant: twoCredentialsNoGap,
    sabotage: inTags(withoutFingerprints),
  },
  {
    what: 'a mint that was never answered is tried again at once',
    invariant: twoCredentialsNoGap,
    sabotage: inEndpoints(({ mint }) => ({
      mint: (...asked) =>
        mint(...asked).catch((error: unknown) => {
          const isOpen = error instanceof RotationError && error.code !== 'CredentialRejected';
          throw isOpen ? new RotationError('AlationUnavailable', 'injected', { status: 500 }) : error;
        }),
    })),
  },
  {
    what: 'a minted access token waits a minute before it is stored',
    invariant: gapsAreBounded,
    sabotage: inRotator((deps) => ({
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
    what: 'an access token is renewed after a fifth of its life',
    invariant: mintOnlyWhenDue,
    sabotage: inPolicy({ renewalFraction: 0.2 }),
  },
  {
    what: 'a request is never answered',
    invariant: mintOnlyWhenDue,
    sabotage: { requestedAt: (requestedAt) => requestedAt && Infinity },
  },
  {
    what: 'nobody can pause an integration',
    invariant: mintOnlyWhenDue,
    sabotage: inStore(({ describeIntegration }) => ({
      async describeIntegration(integration) {
        const listed = await describeIntegration(integration);
        return listed && { ...listed, tags: { ...listed.tags, [Tag.paused]: '' } };
      },
      async *listIntegrations() {},
    })),
  },
  {
    what: 'every mint is made twice',
    invariant: mintedOnce,
    sabotage: inEndpoints(({ mint }) => ({
      async mint(...asked) {
        await mint(...asked);
        return mint(...asked);
      },
    })),
  },
  {
    what: 'nobody takes a write permit',
    invariant: mintOnlyWithPermit,
    sabotage: inRotator(() => ({ acquireWrite: async () => {} })),
  },
  {
    what: 'every write has a VersionId of its own',
    invariant: oneVersionPerBase,
    sabotage: inRotator(({ store, random }) => ({
      store: {
        ...store,
        putAccessToken: (integration, document, versionId) =>
          store.putAccessToken(integration, document, `${versionId.slice(0, 40)}${random()}`),
      },
    })),
  },
  {
    what: 'the credentials are written back with the access token',
    invariant: credentialsNeverChanged,
    sabotage: {
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
    what: 'the tag with which people pause an integration is cleared',
    invariant: credentialsNeverChanged,
    sabotage: inTags((tags) => ({ ...tags, [Tag.paused]: '', [Tag.role]: SecretRole.accessToken })),
  },
  {
    what: 'a write that succeeded is told as a failure',
    invariant: failuresWriteNoVersion,
    sabotage: inStore(({ putAccessToken }) => ({
      async putAccessToken(...write) {
        await putAccessToken(...write);
        throw new RotationError('PublishFailed', 'injected');
      },
    })),
  },
  {
    what: 'rejections are not kept',
    invariant: rejectedOncePerVersion,
    sabotage: inTags((tags) =>
      mapValues(tags, (value) => value.replace('state=rejected', 'state=unchecked')),
    ),
  },
  {
    what: 'a credential that was rejected is asked about',
    invariant: rejectedOncePerVersion,
    sabotage: { rotator: askingAboutRejected() },
  },
  {
    what: 'no sweep gets to its listing',
    invariant: healthyRotateRegardless,
    sabotage: inStore(() => failingList),
  },
  {
    what: 'no sweep gets to its listing',
    invariant: endsWell,
    sabotage: inStore(() => failingList),
  },
  {
    what: 'no sweep gets to its listing',
    invariant: convergesWithinTwoTicks,
    sabotage: inStore(() => failingList),
  },
  {
    what: 'a sweep ends at the first integration in trouble',
    invariant: healthyRotateRegardless,
    sabotage: inStore(({ listIntegrations }) => ({
      async *listIntegrations() {
        for await (const page of listIntegrations()) {
          const failing = page.findIndex(({ tags }) => /failing|rejected/.test(tags[Tag.status] ?? ''));
          yield failing < 0 ? page : page.slice(0, failing);
        }
      },
    })),
  },
  {
    what: 'two stages of a warning are left out',
    invariant: everyStageIsTold,
    sabotage: {
      warner: (deps) => ({ ...deps, policy: { ...deps.policy, warningDays: [30, 14, 1] } }),
    },
  },
  {
    what: 'the first two stages of a warning are left out',
    invariant: everyStageIsTold,
    sabotage: { warner: (deps) => ({ ...deps, policy: { ...deps.policy, warningDays: [7, 3, 1] } }) },
  },
  {
    what: 'the warner does not get to its listing',
    invariant: everyStageIsTold,
    sabotage: { warner: (deps) => ({ ...deps, store: { ...deps.store, ...failingList } }) },
  },
  {
    what: 'nobody asks Alation when a refresh token expires',
    invariant: expiriesAreKnown,
    sabotage: inEndpoints(() => ({ inspect: async () => ({ state: 'active', expiresAt: undefined }) })),
  },
  {
    what: 'it is not kept that people were warned',
    invariant: noWarningIsDoubled,
    sabotage: {
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
    what: 'backing off takes hours',
    invariant: convergesWithinTwoTicks,
    sabotage: inPolicy({ intervalMs: HOUR_MS }),
  },
  {
    what: 'many write as fast as they can',
    invariant: writesKeepTheQuota,
    sabotage: inRotator(() => ({
      acquireWrite: async () => {},
      lanes: { healthy: 500, failing: 500, perHost: 500, startsPerSecond: 10_000 },
    })),
  },
  {
    what: 'an error has no name',
    invariant: noDefects,
    sabotage: inEndpoints(({ verify }) => ({
      verify: (baseUrl, accessToken, credential) =>
        verify(baseUrl, accessToken, credential).then((answer) => {
          if (answer === 'inactive') throw new TypeError('injected');
          return answer;
        }),
    })),
  },
];
