import { failureText } from '../../functions/integration/failure-texts.ts';
import { finding, type Finding } from './finding.ts';

/** Whether minting kills the access token minted before; undefined when it could not be found out. */
export function supersessionFinding(supersedes: boolean | undefined): Finding {
  if (supersedes === undefined) {
    const { meaning, fix } = failureText('SupersededAtOnce');
    return finding('Alation', 'Minting', 'problem', meaning, fix);
  }
  return supersedes
    ? finding('Alation', 'Minting', 'ok', 'kills the access token minted before from the same credential')
    : finding('Alation', 'Minting', 'ok', 'leaves the access token minted before alive: they coexist');
}

/** What the answer to the probe means for one credential and for two. */
export function meaningOf(supersedes: boolean | undefined): readonly string[] {
  if (supersedes === undefined) return [];
  const two =
    'Two credentials: rotation alternates, so every access token read from Secrets Manager is good for at least half ' +
    'of its life, and losing one credential leaves time.';
  return supersedes
    ? [
        'One credential: each rotation kills the access token that consumers hold, a moment before the new one is ' +
          'published. They must read the secret again and try once more on 401 or 403.',
        two,
      ]
    : [
        'One credential: the access token that consumers hold lives on after a rotation, on this version of Alation. ' +
          'Do not build on it: OAuth clients and other versions differ.',
        two,
      ];
}
