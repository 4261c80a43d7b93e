import { failureText } from '../../functions/integration/failure-texts.ts';
import { finding, type Finding } from './finding.ts';

/**
 * The finding about what minting does to the previous access token.
 *
 * @param supersedes whether minting makes it inactive; undefined if it was inactive before the second mint
 */
export function supersessionFinding(supersedes: boolean | undefined): Finding {
  if (supersedes === undefined) {
    const { meaning, fix } = failureText('SupersededAtOnce');
    return finding('Alation', 'Minting', 'problem', meaning, fix);
  }
  return finding(
    'Alation',
    'Minting',
    'ok',
    supersedes
      ? 'makes the previous access token of the same credential inactive'
      : 'leaves the previous access token of the same credential active',
  );
}

/** What the result means for consumers, with one credential and with two. */
export function effectOnConsumers(supersedes: boolean | undefined): readonly string[] {
  if (supersedes === undefined) return [];
  const two =
    'Two credentials: the rotator mints from them alternately. With the default settings, an access token that consumers read ' +
    'works for at least half of its lifetime minus two sweep intervals: 11½ h of 24 h. If one credential is lost, the other credential gives you time to replace the lost credential.';
  return supersedes
    ? [
        'One credential: each rotation makes the access token that consumers hold inactive, a moment before the new access token ' +
          'is published. On 401 or 403 they must read the secret again and retry once.',
        two,
      ]
    : [
        'One credential: on this version of Alation the access token that consumers hold stays active after a rotation. ' +
          'Do not rely on it: OAuth clients and other versions may differ.',
        two,
      ];
}
