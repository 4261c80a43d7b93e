import { formatInstant } from '../../functions/integration/tag-fields.ts';
import type { CredentialStatus } from './credential-status.ts';
import type { IntegrationStatus } from './integration-status.ts';
import { renewalTimeOf } from './renewal-text.ts';
import { stateText, todoLines } from './status-text.ts';

const time = (ms: number | undefined) => (ms === undefined ? null : formatInstant(ms));

/** One credential for `--json`. */
export function credentialJson(credential: CredentialStatus): Readonly<Record<string, unknown>> {
  return {
    name: credential.name,
    kind: credential.kind,
    state: credential.state,
    expiresAt: time(credential.expiresAt),
    expirySource: credential.expirySource ?? null,
    daysLeft: credential.daysLeft ?? null,
    renewsItself: credential.renewsItself,
  };
}

/** An integration for `--json`. Times are ISO 8601 in UTC; unknown values are null. */
export function statusJson(status: IntegrationStatus, prefix: string): Readonly<Record<string, unknown>> {
  const { accessToken } = status;
  return {
    integration: status.integration,
    owner: status.owner ?? null,
    baseUrl: status.baseUrl ?? null,
    state: status.state,
    reason: stateText(status),
    code: status.code ?? null,
    since: time(status.since),
    needsPerson: status.needsPerson,
    accessToken:
      accessToken === undefined
        ? null
        : {
            issuedAt: time(accessToken.issuedAt),
            expiresAt: time(accessToken.expiresAt),
            credential: accessToken.credential,
            verified: accessToken.verified,
          },
    credentials: status.credentials.map((one) => ({
      ...credentialJson(one),
      renewsAt: one.renewsItself ? time(renewalTimeOf(status, one)) : null,
    })),
    requestedRenewal: status.requestedRenewal ?? null,
    renewal:
      status.renewal === undefined
        ? null
        : {
            state: status.renewal.phase,
            credential: status.renewal.credential,
            at: time(status.renewal.at),
            code: status.renewal.code ?? null,
          },
    lastRotation: time(status.lastRotation),
    nextAttempt: time(status.nextAttempt),
    nextAttemptSource: status.nextAttemptSource ?? null,
    todo: todoLines(status, prefix),
  };
}
