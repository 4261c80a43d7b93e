import { Tag } from '../../functions/contract.ts';
import type { CredentialState, IntegrationState } from '../../functions/integration/integration-state.ts';
import { readIntegrationState } from '../../functions/integration/plausible-state.ts';
import { formatRenewalRequest, requestedRenewal } from '../../functions/integration/renewal-request.ts';
import { formatInstant } from '../../functions/integration/tag-fields.ts';
import { fromNow, instant } from '../../functions/warning/duration-text.ts';
import { callerOf } from '../aws/caller.ts';
import { usageError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { hostOutlook } from '../renewal/host-outlook.ts';
import { nextMints, type NextMint } from '../renewal/next-mints.ts';
import { refusal, renewalRefusal, stateRefusal, type RenewalCandidate } from '../renewal/renewal-refusal.ts';
import type { Report } from '../report.ts';
import { requireIntegration, type KnownIntegration } from '../require-integration.ts';
import type { Session } from '../session.ts';
import { integrationStatus } from '../status/integration-status.ts';
import { pairs } from '../terminal/table.ts';
import { commandLine } from '../text/command-line.ts';

/** Options of `renew`. */
export interface RenewOptions {
  /** Name of the credential; if undefined, the next refresh token to be renewed. */
  readonly credential?: string | undefined;
  /** Withdraw the request. */
  readonly cancel: boolean;
}

/**
 * Asks the rotator to renew a refresh token at the next rotation that mints from it, although its renewal is not due. A
 * renewal before that rotation would revoke access tokens that consumers still hold. The request is a tag, which the
 * rotator reads and does not write.
 *
 * @throws CliError if the rotator would not renew it
 */
export async function renew(
  session: Session,
  integration: string,
  { credential: name, cancel }: RenewOptions,
): Promise<Report> {
  const { prefix, clock } = session;
  const known = await requireIntegration(session, integration);
  const now = clock.now();
  const state = readIntegrationState(known.listed.tags, now);
  if (cancel) return withdraw(integration, known, requestedRenewal(state));
  const { credential, at } = chosenOf(session, integration, known, state, name);
  const before = requestedRenewal(state);
  const request = formatRenewalRequest({
    credential: credential.name,
    fingerprint: credential.fingerprint ?? '',
    at: now,
    by: (await callerOf(known.clients)).name,
  });
  const host = await hostOutlook(session, integration, state, request);
  if (host === 'harmful') throw harmful(prefix, integration);
  const isNew = before?.name !== credential.name;
  if (isNew) await known.secrets.writeTags({ [Tag.renewalRequest]: request });
  const waits =
    host === 'waits'
      ? [
          'Another integration of this Alation renews first. If that renewal is not harmful, this integration follows a day later at the earliest.',
        ]
      : [];
  return {
    exitCode: ExitCode.done,
    json: {
      integration,
      credential: credential.name,
      outcome: isNew ? 'requested' : 'unchanged',
      renewsAt: formatInstant(at),
      waitsForAnother: host === undefined ? null : host === 'waits',
    },
    lines: [
      `The renewal of "${credential.name}" of ${integration} ${isNew ? 'is' : 'was already'} requested. Nothing changes before the next rotation that mints from this credential.`,
      ...pairs([['Renewal', `about ${instant(at)} (${fromNow(at, now)})`]]),
      ...(isNew && before !== undefined ? [`The request for "${before.name}" is withdrawn.`] : []),
      ...waits,
    ],
    todo: [
      `See the result: ${commandLine(prefix, 'status', integration)}`,
      `To withdraw the request: ${commandLine(prefix, 'renew', integration, '--cancel')}`,
    ],
  };
}

async function withdraw(
  integration: string,
  { secrets, listed }: KnownIntegration,
  requested: CredentialState | undefined,
): Promise<Report> {
  // The tag stays after the rotator has attempted the renewal. `requested` is undefined then, so the tag decides.
  if (Tag.renewalRequest in listed.tags) await secrets.removeTag(Tag.renewalRequest);
  return {
    exitCode: ExitCode.done,
    json: {
      integration,
      credential: requested?.name ?? null,
      outcome: requested === undefined ? 'unchanged' : 'withdrawn',
      renewsAt: null,
      waitsForAnother: null,
    },
    lines: [
      requested === undefined
        ? `No renewal of ${integration} is requested.`
        : `The request for a renewal of "${requested.name}" of ${integration} is withdrawn.`,
    ],
    todo: [],
  };
}

/** The credential to renew, and when. */
function chosenOf(
  { prefix, clock }: Session,
  integration: string,
  { listed }: KnownIntegration,
  state: IntegrationState,
  name: string | undefined,
): { readonly credential: CredentialState; readonly at: number } {
  const now = clock.now();
  const { state: shown, nextAttempt = now } = integrationStatus(listed, now, 0);
  const stopped = stateRefusal({ prefix, integration, shown });
  if (stopped !== undefined) throw stopped;
  const mints = nextMints(state, nextAttempt, now);
  const named = state.credentials.filter((one) => name === undefined || one.name === name);
  if (named.length === 0) {
    throw usageError(
      `${integration} has no credential "${name}". It has: ${state.credentials.map((one) => `"${one.name}"`).join(', ')}`,
      `Give one of these names with --credential, or run the command without the option: ${commandLine(prefix, 'renew', integration)}`,
    );
  }
  const ordered = named.toSorted((one, other) => positionIn(mints, one) - positionIn(mints, other));
  const candidates = ordered.map((credential): RenewalCandidate => ({
    prefix,
    integration,
    state,
    shown,
    credential,
    now,
  }));
  const refusals = candidates.map(renewalRefusal);
  const index = refusals.indexOf(undefined);
  const credential = ordered[index];
  const mint = mints.find((one) => one.credential === credential?.name);
  if (credential === undefined || mint === undefined) {
    throw refusals[0] ?? refusal('NotUsedYet', `${integration} has no published access token`);
  }
  return { credential, at: mint.at };
}

function positionIn(mints: readonly NextMint[], { name }: CredentialState): number {
  const index = mints.findIndex((mint) => mint.credential === name);
  return index < 0 ? mints.length : index;
}

function harmful(prefix: string, integration: string) {
  return refusal(
    'Harmful',
    `A renewal at this Alation was harmful, so the rotator renews no refresh token there any more`,
    'Find the integration whose last renewal is "harmful": ' + commandLine(prefix, 'status', '--json'),
    'To renew again after the cause is gone: docs/renewal.md',
    `Replace the refresh tokens of ${integration} by hand before they expire: ${commandLine(prefix, 'replace', integration)}`,
  );
}
