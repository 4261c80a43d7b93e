import type { Credential } from '../../functions/integration/credential.ts';
import { readIntegrationState } from '../../functions/integration/plausible-state.ts';
import type { Sensitive } from '../../functions/integration/sensitive.ts';
import { CliError, usageError } from '../cli-error.ts';
import { checkAll } from '../credentials/check-all.ts';
import { chooseCredential } from '../credentials/choose-credential.ts';
import { credentialReport } from '../credentials/credential-report.ts';
import {
  readCredentialsText,
  withReplaced,
  type CredentialFields,
  type EditableCredentials,
} from '../credentials/credentials-text.ts';
import { requireUnshared } from '../credentials/require-unshared.ts';
import { requireFittingOptions } from '../credentials/fitting-options.ts';
import { readStoredCredentials } from '../credentials/read-stored.ts';
import { isSameCredential } from '../credentials/same-credential.ts';
import { ExitCode } from '../exit-code.ts';
import { gatherCredential, type KnownFields } from '../input/gather-credential.ts';
import { INPUT, parseGivenInput } from '../input/given-input.ts';
import { readSecretInput } from '../input/read-secret-input.ts';
import type { CredentialOptions } from '../program/credential-options.ts';
import type { Report } from '../report.ts';
import { requireIntegration, type KnownIntegration } from '../require-integration.ts';
import { rotationFailure } from '../rotation/rotation-failure.ts';
import { storeAndRotate } from '../rotation/store-and-rotate.ts';
import type { Session } from '../session.ts';
import { hideTyping } from '../terminal/hide-typing.ts';

/** Options of `replace`. */
export interface ReplaceOptions extends CredentialOptions {
  readonly timeoutMs: number;
  /** The new credential, if it was read already. */
  readonly given?: Sensitive | undefined;
}

/**
 * Replaces a credential: checks the new credential with Alation, stores it, requests a rotation and waits for it.
 *
 * An operator may store the same credential again only if it was rejected. Alation or a gateway may have rejected a
 * valid credential for a while. The rotator checks a rejected credential once a day, but in a new version at once.
 *
 * @throws CliError
 */
export async function replace(
  session: Session,
  integration: string,
  options: ReplaceOptions,
): Promise<Report> {
  requireFittingOptions(options);
  if (session.terminal.interactive) hideTyping(session.terminal.stdin);
  const { timeoutMs } = options;
  const known = await requireIntegration(session, integration);
  const stored = await readStoredCredentials(session, known.secrets, integration);
  const old = await chooseCredential(session, known, stored, options.name);
  const text = options.given ?? (await readSecretInput(session.terminal, options.fromFile));
  const given = text && parseGivenInput(text);
  if (given?.kind === 'document') {
    throw usageError(
      `${INPUT} is a list of credentials; nothing was changed`,
      'Give only the new refresh token, or the JSON that Alation returned for it',
    );
  }
  const { fields } = await gatherCredential(session, knownFields(integration, stored, old, options), given);
  const document = withReplaced(stored, old.name, fields);
  const isSame = holdsSame(document, old);
  if (isSame && !isRejected(session, known, old.name)) throw nothingNew(old);
  if (options.shared !== true) await requireUnshared(session, integration, document, [old.name]);
  const checked = await checkAll(session, document, [old.name], options.check);

  const store = { document, base: stored.versionId };
  const outcome = await storeAndRotate(session, known, { store, timeoutMs });
  const context = { prefix: session.prefix, integration, now: session.clock.now(), timeoutMs };
  if (outcome.kind !== 'published' && outcome.kind !== 'requested') {
    throw rotationFailure(outcome, context, 'The new credential is stored.');
  }
  return credentialReport(outcome, context, {
    checked,
    headline: isSame
      ? storedAgainText(old.name, integration, options.check)
      : `"${old.name}" of ${integration} is replaced. ${afterwards(old, fields)}`,
    accessTokenSecret: known.secrets.names.accessToken,
    recommendSecond: false,
  });
}

/** Fields of the new credential, and its kind, from the options and then from the old credential. */
function knownFields(
  integration: string,
  stored: EditableCredentials,
  old: Credential,
  options: ReplaceOptions,
): KnownFields {
  const oauth =
    options.oauth ??
    (options.clientId !== undefined || (old.kind === 'oauth-client' && options.userId === undefined));
  return {
    baseUrl: options.baseUrl,
    stored: { integration, baseUrl: stored.baseUrl },
    userId: options.userId ?? (old.kind === 'refresh-token' ? old.userId : undefined),
    clientId: oauth
      ? (options.clientId ?? (old.kind === 'oauth-client' ? old.clientId : undefined))
      : undefined,
    oauth,
  };
}

/** What remains to be done with the old credential. A new client secret makes the old client secret invalid at once. */
function afterwards(old: Credential, fields: CredentialFields): string {
  if (old.kind === 'refresh-token') return 'Revoke the old credential in Alation if nothing else uses it.';
  return fields['client_id'] === old.clientId
    ? 'Its old client secret is no longer valid.'
    : 'Delete the old OAuth client in Alation if nothing else uses it.';
}

/** Whether a document holds the old credential unchanged. */
function holdsSame(document: Sensitive, old: Credential): boolean {
  const { credentials } = readCredentialsText(document, 'The new credential');
  const replacement = credentials.find(({ name }) => name === old.name);
  return replacement !== undefined && isSameCredential(replacement, old);
}

/** Whether the tags record that Alation rejected this credential in the stored version. */
function isRejected({ clock }: Session, { listed }: KnownIntegration, name: string): boolean {
  const recorded = readIntegrationState(listed.tags, clock.now()).credentials.find(
    (one) => one.name === name,
  );
  return recorded?.state === 'rejected' && recorded.versionId === listed.credentialsVersionId;
}

function storedAgainText(name: string, integration: string, isChecked: boolean): string {
  const stored = 'The credential is stored again, so that the rotator retries it.';
  return isChecked
    ? `Alation accepts the rejected credential "${name}" of ${integration} again. ${stored}`
    : `The credential "${name}" of ${integration} was rejected. ${stored}`;
}

function nothingNew({ kind }: Credential): CliError {
  const what = kind === 'oauth-client' ? 'client secret' : 'refresh token';
  return new CliError(`This is the ${what} that is stored already; nothing was changed`, {
    code: 'NothingNew',
    exitCode: ExitCode.needsPerson,
    todo: [`Create a new ${what} in Alation: storing the old ${what} again changes nothing`],
  });
}
