import { Tag } from '../../../functions/contract.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { everyStageIsReported } from '../invariants/every-stage-is-reported.ts';
import { noRefreshTokenIsLost } from '../invariants/no-refresh-token-is-lost.ts';
import { renewalRevokesNoPublished } from '../invariants/renewal-revokes-no-published.ts';
import { renewalKeepsTheDocument } from '../invariants/renewal-keeps-the-document.ts';
import { renewedBeforeItsMint } from '../invariants/renewed-before-its-mint.ts';
import { warnedUnlessRenewing } from '../invariants/warned-unless-renewing.ts';
import type { Break } from './break.ts';
import {
  inEndpoints,
  inListed,
  inListedToWarner,
  inRenewal,
  inTags,
  mapValues,
  swappedIssuingCredential,
} from './bugs.ts';

/** Bugs in the renewal of refresh tokens, and in the alerts about it. */
export const renewalBreaks: readonly Break[] = [
  {
    what: 'every refresh token counts as old',
    invariant: renewedBeforeItsMint,
    bug: inListed((listed) => ({
      ...listed,
      tags: mapValues(listed.tags, (value) => value.replace(/ stored=20\d\d/, ' stored=2001')),
    })),
  },
  {
    what: 'the rotator renews refresh tokens without the setting',
    invariant: renewedBeforeItsMint,
    bug: inListed((listed) => ({ ...listed, tags: { ...listed.tags, [Tag.renews]: 'true' } })),
  },
  {
    what: 'the rotator renews the issuing credential',
    invariant: renewalRevokesNoPublished,
    bug: swappedIssuingCredential,
  },
  {
    what: 'a harmful renewal counts as proven',
    invariant: renewalRevokesNoPublished,
    bug: inTags((tags) =>
      mapValues(tags, (value) =>
        value.startsWith('state=harmful ') ? `${value.replace('harmful', 'renewed')} proven=yes` : value,
      ),
    ),
  },
  {
    what: 'a renewal also changes the type of a user_id',
    invariant: renewalKeepsTheDocument,
    bug: inRenewal(({ putPending }) => ({
      putPending: (integration, document, versionId) =>
        putPending(
          integration,
          new Sensitive(document.reveal().replace(/"user_id": (\d+)/, '"user_id": "$1"')),
          versionId,
        ),
    })),
  },
  {
    what: 'a renewal moves AWSCURRENT even if an operator stored other credentials meanwhile',
    invariant: renewalKeepsTheDocument,
    bug: {
      rotator: (deps, { store }) => ({
        ...deps,
        renewal: deps.renewal && {
          ...deps.renewal,
          credentialsStore: {
            ...deps.renewal.credentialsStore,
            moveCurrent: (integration, _, to) =>
              deps.renewal?.credentialsStore.moveCurrent(
                integration,
                store.currentCredentials(integration)?.versionId ?? '',
                to,
              ) ?? Promise.resolve('refused'),
          },
        },
      }),
    },
  },
  {
    what: 'the rotator stores another refresh token than Alation returned',
    invariant: noRefreshTokenIsLost,
    bug: inEndpoints(({ regenerate }) => ({
      async regenerate(...args) {
        await regenerate(...args);
        return new Sensitive('x'.repeat(43));
      },
    })),
  },
  {
    what: 'a renewal that is doubtful or lost counts as done',
    invariant: noRefreshTokenIsLost,
    bug: inTags((tags) =>
      mapValues(tags, (value) => value.replace(/^state=(?:doubtful|lost) /, 'state=renewed ')),
    ),
  },
  {
    what: 'the warner does not read that the rotator renews refresh tokens',
    invariant: warnedUnlessRenewing,
    bug: inListedToWarner((listed) => ({ ...listed, tags: { ...listed.tags, [Tag.renews]: '' } })),
  },
  {
    what: 'the warner does not read that a renewal failed',
    invariant: everyStageIsReported,
    bug: inListedToWarner((listed) => ({ ...listed, tags: { ...listed.tags, [Tag.renewal]: '' } })),
  },
];
