import { expect, test } from 'vitest';
import { ownerAlerts } from '../../../functions/warning/owner-alerts.ts';
import { dueNotifications } from '../../../functions/warning/due-notifications.ts';
import type { IntegrationState } from '../../../functions/integration/integration-state.ts';
import type { Situation } from '../../../functions/warning/situation.ts';
import {
  accessTokenState,
  credentialState,
  DAY_MS,
  HOUR_MS,
  integrationState,
  NOW,
  OLDER_VERSION,
} from '../rotation/state-fixture.ts';
import { expiringIn, inState, nothingSent, rejected, situation, withCredential } from './notifier.ts';

/** The e-mails about a situation, as their readers see them. */
function mails(state: IntegrationState, changes: Partial<Situation> = {}): string {
  const { notifications } = dueNotifications(situation(state, changes));
  const { owner, baseUrl, credentials } = state;
  const credentialKinds = credentials.map(({ kind }) => kind);
  const all = ownerAlerts([{ integration: 'tableau', owner, baseUrl, credentialKinds, notifications }], {
    secretPrefix: 'alation',
    where: 'acme-prod eu-west-1',
    runbookUrl: 'https://wiki.example.com/runbook',
  });
  return all.map(({ alert }) => `${alert.severity}: ${alert.subject}\n\n${alert.body}\n`).join('\n');
}

const failing = (code: string | undefined, accessToken = accessTokenState()) =>
  inState('failing', { status: { state: 'failing', code, since: NOW - 50 * HOUR_MS }, accessToken });
const second = (changes: Parameters<typeof credentialState>[0]) =>
  integrationState({ credentials: [credentialState(), credentialState({ name: 'b', ...changes })] });
const oauth = { kind: 'oauth-client', expiresAt: undefined, expirySource: undefined } as const;
const recovering = { ...nothingSent, state: 'failing', acceptedVersion: OLDER_VERSION } as const;

const situations: readonly (readonly [string, IntegrationState, Partial<Situation>?])[] = [
  ['the last refresh token expires', expiringIn(7.2)],
  ['the last refresh token expires in hours', expiringIn(1.3)],
  ['one of two refresh tokens expires', second({ expiresAt: NOW + 7.2 * DAY_MS })],
  [
    'two refresh tokens expire on one day',
    integrationState({
      credentials: ['blue', 'green'].map((name) => credentialState({ name, expiresAt: NOW + 14 * DAY_MS })),
    }),
  ],
  ['the last refresh token has expired', expiringIn(-38 / 24)],
  ['one of two refresh tokens has expired', second({ expiresAt: NOW - HOUR_MS })],
  ['an estimated expiry has passed', withCredential({ expiresAt: NOW - HOUR_MS, expirySource: 'estimated' })],
  ['one credential is rejected', second({ state: 'rejected' })],
  ['one OAuth client is rejected', second({ ...oauth, state: 'rejected' })],
  ['one credential is forbidden', second({ state: 'forbidden' })],
  [
    'every credential is rejected',
    inState('rejected', {
      credentials: [rejected()],
      status: { state: 'rejected', code: undefined, since: NOW },
    }),
  ],
  ['rotation fails', failing('AlationForbidden')],
  [
    'rotation fails and little time is left',
    failing('AlationUnavailable', accessTokenState({ issuedAt: NOW - 20 * HOUR_MS })),
  ],
  [
    'rotation fails and the access token has expired',
    failing('PublishFailed', accessTokenState({ issuedAt: NOW - 30 * HOUR_MS })),
  ],
  [
    'rotation fails and the access token may be inactive',
    failing('LifetimeTooShort', accessTokenState({ verified: false })),
  ],
  [
    'rotation fails, and one of two refresh tokens expires',
    {
      ...failing('AlationForbidden'),
      credentials: [credentialState({ expiresAt: NOW + 6.5 * DAY_MS }), credentialState({ name: 'b' })],
    },
  ],
  [
    'two of three credentials are rejected, and a lifetime is doubtful',
    integrationState({
      accessToken: accessTokenState({ isLifetimeDoubtful: true }),
      credentials: [
        credentialState(),
        ...['b', 'c'].map((name) => credentialState({ name, state: 'rejected' })),
      ],
    }),
  ],
  ['rotation fails for an unknown reason', failing(undefined)],
  [
    'rotation works again with new credentials',
    integrationState({ credentials: [credentialState(), credentialState({ name: 'loader', ...oauth })] }),
    { sent: recovering },
  ],
  [
    'the reserve has been gone for a week',
    second({ state: 'rejected' }),
    {
      sent: {
        ...nothingSent,
        reminders: { reserve: { severity: 'warning', at: NOW - 7 * DAY_MS } },
        credentials: [
          {
            name: 'b',
            expiresAt: undefined,
            stage: undefined,
            rejectedVersion: credentialState().versionId,
            agedStoredAt: undefined,
          },
        ],
      },
    },
  ],
  [
    'another program mints',
    integrationState({ contest: { credential: 'a', since: NOW - DAY_MS, inactiveAt: NOW - HOUR_MS } }),
  ],
  [
    'a credential is shared',
    integrationState({ contest: { credential: 'a', since: NOW - DAY_MS, sharedWith: 'loader' } }),
  ],
  ['a contest ended', integrationState(), { sent: { ...nothingSent, contestedOn: '2026-01-09' } }],
  [
    'a lifetime is doubtful',
    integrationState({ accessToken: accessTokenState({ isLifetimeDoubtful: true }) }),
  ],
  ['a client secret is old', withCredential({ ...oauth, name: 'loader', storedAt: NOW - 200 * DAY_MS })],
  [
    'rotation is paused',
    integrationState({
      paused: true,
      accessToken: accessTokenState({ issuedAt: NOW - 60 * HOUR_MS }),
      credentials: [credentialState({ expiresAt: NOW + 6 * DAY_MS })],
    }),
    {
      tags: {
        'token-rotator:pause-note': `since=${new Date(NOW - 3 * DAY_MS).toISOString()} by=ada reason=move`,
      },
    },
  ],
];

test.each(situations.map(([what, state, changes]) => ({ what, state, changes })))(
  'the e-mail when $what equals the recorded e-mail',
  ({ state, changes }) => {
    expect(mails(state, changes)).toMatchSnapshot();
  },
);
