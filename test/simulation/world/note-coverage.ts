import type { CoverageRecorder } from './coverage.ts';
import type { Observation } from './observation.ts';

/** Counts what a run covers. */
export function noteCoverage({ count }: CoverageRecorder, seen: Observation): void {
  switch (seen.kind) {
    case 'started':
      if (seen.function === 'rotator') count(seen.only.length === 0 ? 'sweeps' : 'requested rotations');
      else count('warner runs');
      return;
    case 'crashed':
      count('crashes');
      count(`crash ${seen.by === 'time limit' ? 'at the time limit' : seen.at}`);
      return;
    case 'described':
      if (seen.isStale) count('stale descriptions');
      return;
    case 'read':
      if (seen.isStale) count('stale reads');
      return;
    case 'fault':
      count('faults');
      count(`fault ${seen.fault}`);
      return;
    case 'listed-further-page':
      count('further pages of listings');
      return;
    case 'minted-elsewhere':
      count('mints by another program');
      return;
    case 'minted':
      count('mints');
      if (seen.revokedOf !== undefined) count('mints that revoked the access token of another integration');
      return;
    case 'regenerated':
      count('refresh tokens that Alation renewed');
      return;
    case 'renewed':
      count('renewed refresh tokens that were stored');
      return;
    case 'put':
      if (seen.result === 'conflict') count('conflicts');
      if (seen.result === 'again') count('repeated writes');
      return;
    case 'act':
      count(`act ${seen.act}`);
      return;
    case 'alerted':
      count('alerts');
      return;
    case 'log':
      if (seen.event === 'AccessTokenRotated') count('rotations');
      if (seen.event === 'AccessTokenAdopted') count('adoptions');
      if (seen.event === 'AccessTokenProbed') count('probes');
      if (seen.event === 'RotationFailed') count('failed rotations');
      if (seen.fields['code'] === 'VersionQuotaReached') count('rotations refused by the version quota');
      return;
    default:
  }
}
