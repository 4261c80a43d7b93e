import { expect, test } from 'vitest';
import { logOutcome } from '../../../functions/sweep/log-outcome.ts';
import type { RotationOutcome } from '../../../functions/rotation/outcome.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { accessTokenState, DAY_MS, NOW, integrationState, VERSION } from '../rotation/state-fixture.ts';

const state = integrationState({
  accessToken: accessTokenState({ issuedAt: NOW, credential: 'b', verified: false }),
  backoff: { versionId: VERSION, attempts: 2, nextAttemptAt: NOW },
});
const about = { integration: 'bi', state } as const;
const unknown = { integration: 'bi', state: undefined } as const;
const bare = { integration: 'bi', state: integrationState({ status: undefined, accessToken: undefined }) };
const error = new RotationError('AlationForbidden', 'why');
const published = {
  integration: 'bi',
  state: 'fresh',
  reason: 'NearingExpiry',
  versionId: 'v',
  credential: 'b',
  verified: false,
  expiresAt: new Date(NOW + DAY_MS).toISOString(),
};

const rows: readonly (readonly [RotationOutcome, string, string, object])[] = [
  [
    { kind: 'rotated', reason: 'NearingExpiry', versionId: 'v', verified: true, ...about },
    'info',
    'AccessTokenRotated',
    published,
  ],
  [
    { kind: 'adopted', reason: 'NearingExpiry', versionId: 'v', ...about },
    'info',
    'AccessTokenAdopted',
    published,
  ],
  [
    { kind: 'rotated', reason: 'Dead', versionId: 'v', verified: true, ...bare },
    'info',
    'AccessTokenRotated',
    { integration: 'bi', reason: 'Dead', versionId: 'v' },
  ],
  [
    { kind: 'adopted', reason: 'Dead', versionId: 'v', ...unknown },
    'info',
    'AccessTokenAdopted',
    { integration: 'bi', reason: 'Dead', versionId: 'v' },
  ],
  [
    { kind: 'failed', error, ...about },
    'error',
    'RotationFailed',
    {
      integration: 'bi',
      state: 'fresh',
      code: 'AlationForbidden',
      disposition: 'reconfigure',
      explanation: 'why',
      attempts: 2,
      nextAttemptAt: new Date(NOW).toISOString(),
    },
  ],
  [
    { kind: 'failed', error, ...unknown },
    'error',
    'RotationFailed',
    { integration: 'bi', code: 'AlationForbidden', disposition: 'reconfigure', explanation: 'why' },
  ],
  [
    { kind: 'failed', error, ...bare },
    'error',
    'RotationFailed',
    { integration: 'bi', code: 'AlationForbidden', disposition: 'reconfigure', explanation: 'why' },
  ],
  [{ kind: 'probe-unanswered', ...about }, 'warn', 'ProbeUnanswered', { integration: 'bi', state: 'fresh' }],
  [
    { kind: 'skipped', reason: 'Paused', ...about },
    'info',
    'NothingToDo',
    { integration: 'bi', state: 'fresh', reason: 'Paused' },
  ],
  [{ kind: 'probed', ...about }, 'info', 'AccessTokenProbed', { integration: 'bi', state: 'fresh' }],
  [
    { kind: 'probed', isAnswer: true, ...about },
    'info',
    'RequestAnswered',
    { integration: 'bi', state: 'fresh' },
  ],
  [{ kind: 'deferred', ...unknown }, 'info', 'Deferred', { integration: 'bi' }],
];

test.each(rows)(
  'the outcome $kind is one line of the log, with its level and its fields',
  (outcome, level, event, fields) => {
    const lines: unknown[] = [];
    const lineOf = (at: string) => (name: string, logged: object) => {
      // JSON omits fields that are undefined.
      lines.push([
        at,
        name,
        Object.fromEntries(Object.entries(logged).filter(([, value]) => value !== undefined)),
      ]);
    };
    logOutcome({ info: lineOf('info'), warn: lineOf('warn'), error: lineOf('error') }, outcome);
    expect(lines).toEqual([[level, event, fields]]);
  },
);
