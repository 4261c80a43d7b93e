import { aliveAtQuiescence } from './alive-at-quiescence.ts';
import { convergesWithinTwoTicks } from './converges-within-two-ticks.ts';
import { credentialsNeverChanged } from './credentials-never-changed.ts';
import { endsWell } from './ends-well.ts';
import { everyStageIsTold, expiriesAreKnown } from './every-stage-is-told.ts';
import { failuresWriteNoVersion } from './failures-write-no-version.ts';
import { gapsAreBounded } from './gaps-are-bounded.ts';
import { healthyRotateRegardless } from './healthy-rotate-regardless.ts';
import type { Invariant } from './invariant.ts';
import { mintOnlyWhenDue } from './mint-only-when-due.ts';
import { mintOnlyWithPermit } from './mint-only-with-permit.ts';
import { mintedOnce } from './minted-once.ts';
import { noDefects } from './no-defects.ts';
import { noWarningIsDoubled } from './no-warning-is-doubled.ts';
import { oneVersionPerBase } from './one-version-per-base.ts';
import { publishedWasMinted } from './published-was-minted.ts';
import { rejectedOncePerVersion } from './rejected-once-per-version.ts';
import { twoCredentialsNoGap } from './two-credentials-no-gap.ts';
import { verifiedFirst } from './verified-first.ts';
import { writesKeepTheQuota } from './writes-keep-the-quota.ts';

/** Everything that is checked at every step of every run. */
export const invariants: readonly Invariant[] = [
  publishedWasMinted,
  verifiedFirst,
  aliveAtQuiescence,
  twoCredentialsNoGap,
  gapsAreBounded,
  mintOnlyWhenDue,
  mintOnlyWithPermit,
  mintedOnce,
  oneVersionPerBase,
  credentialsNeverChanged,
  failuresWriteNoVersion,
  rejectedOncePerVersion,
  healthyRotateRegardless,
  everyStageIsTold,
  expiriesAreKnown,
  noWarningIsDoubled,
  convergesWithinTwoTicks,
  writesKeepTheQuota,
  noDefects,
  endsWell,
];
