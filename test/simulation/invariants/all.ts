import { acceptedAgainIsUsed } from './accepted-again-is-used.ts';
import { acceptedImpliesSuccess } from './accepted-implies-success.ts';
import { activeAfterFaults } from './active-after-faults.ts';
import { contestedIsReported } from './contested-is-reported.ts';
import { convergesWithinTwoSweeps } from './converges-within-two-sweeps.ts';
import { onlyRenewalChangesCredentials } from './only-renewal-changes-credentials.ts';
import { endsWithoutError } from './ends-without-error.ts';
import { everyStageIsReported, expiriesAreKnown } from './every-stage-is-reported.ts';
import { failuresWriteNoVersion } from './failures-write-no-version.ts';
import { forbiddenIsReportedOnce } from './forbidden-is-reported-once.ts';
import { gapsAreBounded } from './gaps-are-bounded.ts';
import { healthyRotate } from './healthy-rotate.ts';
import type { Invariant } from './invariant.ts';
import { mintOnlyWhenDue } from './mint-only-when-due.ts';
import { mintOnlyWhenWriteAllowed } from './mint-only-when-write-allowed.ts';
import { mintedOnce } from './minted-once.ts';
import { noDefects } from './no-defects.ts';
import { sentStagesWereAlerted } from './sent-stages-were-alerted.ts';
import { noWarningIsRepeated } from './no-warning-is-repeated.ts';
import { oneVersionPerBase } from './one-version-per-base.ts';
import { publishedWasMinted } from './published-was-minted.ts';
import { rejectedCheckedDaily } from './rejected-checked-daily.ts';
import { noRefreshTokenIsLost } from './no-refresh-token-is-lost.ts';
import { renewalRevokesNoPublished } from './renewal-revokes-no-published.ts';
import { renewalKeepsTheDocument } from './renewal-keeps-the-document.ts';
import { renewedBeforeItsMint } from './renewed-before-its-mint.ts';
import { warnedUnlessRenewing } from './warned-unless-renewing.ts';
import { newCredentialIsTried } from './new-credential-is-tried.ts';
import { sentAfterAccepted } from './sent-after-accepted.ts';
import { thirdCredentialIsUsed } from './third-credential-is-used.ts';
import { twoCredentialsNoGap } from './two-credentials-no-gap.ts';
import { verifiedFirst } from './verified-first.ts';
import { versionsKeepTheQuota } from './versions-keep-the-quota.ts';
import { writesKeepTheQuota } from './writes-keep-the-quota.ts';

/** Every invariant that the simulation on ports checks. */
export const invariants: readonly Invariant[] = [
  publishedWasMinted,
  verifiedFirst,
  activeAfterFaults,
  twoCredentialsNoGap,
  gapsAreBounded,
  mintOnlyWhenDue,
  mintOnlyWhenWriteAllowed,
  mintedOnce,
  oneVersionPerBase,
  onlyRenewalChangesCredentials,
  failuresWriteNoVersion,
  rejectedCheckedDaily,
  healthyRotate,
  everyStageIsReported,
  expiriesAreKnown,
  noWarningIsRepeated,
  convergesWithinTwoSweeps,
  writesKeepTheQuota,
  versionsKeepTheQuota,
  newCredentialIsTried,
  acceptedImpliesSuccess,
  acceptedAgainIsUsed,
  forbiddenIsReportedOnce,
  thirdCredentialIsUsed,
  sentAfterAccepted,
  sentStagesWereAlerted,
  contestedIsReported,
  renewedBeforeItsMint,
  renewalKeepsTheDocument,
  renewalRevokesNoPublished,
  noRefreshTokenIsLost,
  warnedUnlessRenewing,
  noDefects,
  endsWithoutError,
];
