import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DEFAULT_LIFETIME_HOURS } from './settings-conflicts.ts';
import type { Settings } from './settings-schema.ts';

const BEST_FRACTION = 0.5;

/**
 * Adds a note that says how long an access token works after a consumer reads it, unless this time is the longest
 * possible. With alternating credentials an access token works until its expiry, or until the second rotation after its
 * publication if that is earlier. The worst case is a read right before the first rotation.
 */
export function noteRenewalFraction(
  scope: Construct,
  { renewalFraction, rotationIntervalMinutes }: Settings,
): void {
  if (renewalFraction === BEST_FRACTION) return;
  const promised = Math.min(renewalFraction, 1 - renewalFraction);
  const hours = promised * DEFAULT_LIFETIME_HOURS - (2 * rotationIntervalMinutes) / 60;
  Annotations.of(scope).addInfoV2(
    'alation-token-rotator:renewalFraction',
    `with renewalFraction ${renewalFraction} and two credentials, an access token of ${DEFAULT_LIFETIME_HOURS} h works for at least ${oneDecimal(hours)} h after a consumer reads it: for ${Math.round(promised * 100)} % of its lifetime, minus two sweep intervals. ${BEST_FRACTION} promises the most`,
  );
}

/** Rounded down, because it is a promise. */
function oneDecimal(hours: number): number {
  return Math.max(0, Math.floor(hours * 10 + 1e-9) / 10);
}
