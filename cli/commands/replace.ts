import type { Credential } from '../../functions/integration/credential.ts';
import { parseIntegrationState } from '../../functions/integration/integration-state.ts';
import type { Sensitive } from '../../functions/integration/sensitive.ts';
import { CliError, usageError } from '../cli-error.ts';
import { checkAll } from '../credentials/check-all.ts';
import {
  readCredentialsText,
  withReplaced,
  type EditableCredentials,
} from '../credentials/credentials-text.ts';
import { isSameCredential } from '../credentials/same-credential.ts';
import { ExitCode } from '../exit-code.ts';
import { gatherCredential, type KnownFields } from '../input/gather-credential.ts';
import { parseGivenInput } from '../input/given-input.ts';
import { readSecretInput } from '../input/read-secret-input.ts';
import type { Report } from '../report.ts';
import { requireIntegration, type KnownIntegration } from '../require-integration.ts';
import { rotationFailure } from '../rotation/rotation-report.ts';
import { storeAndRotate } from '../rotation/store-and-rotate.ts';
import type { Session } from '../session.ts';
import { readStoredCredentials } from '../credentials/read-stored.ts';
import type { CredentialOptions } from './credential-options.ts';
import { credentialReport } from './credential-report.ts';
import { credentialToReplace } from './credential-to-replace.ts';

/** Options of `replace`. */
export interface ReplaceOptions extends CredentialOptions {
  readonly timeoutMs: number;
}

/**
 * Puts a new refresh token or client secret in the place of one that dies: checks it with Alation, stores it, has the
 * rotator rotate and waits for that. The old one over again is stored only where it counts as rejected: Alation, or a
 * gateway before it, may have refused a good one for a while, and the rotator tries it again only in another version.
 *
 * @throws CliError
 */
export async function replace(
  session: Session,
  integration: string,
  options: ReplaceOptions,
): Promise<Report> {
  const known = await requireIntegration(session, integration);
  const stored = await readStoredCredentials(session, known.secrets, integration);
  const old = await credentialToReplace(session, known, stored, options.name);
  const text = await readSecretInput(session.terminal, options.fromFile);
  const given = text && parseGivenInput(text);
  if (given?.kind === 'document') {
    throw usageError(
      'What was handed over is a whole list of credentials',
      'Hand over the new one alone: the refresh token, or the JSON that Alation returned',
    );
  }
  const { fields } = await gatherCredential(session, knownFields(integration, stored, old, options), given);
  const document = withReplaced(stored, old.name, fields);
  const isSame = holdsSame(document, old);
  if (isSame && !countsAsRejected(known, old.name)) throw nothingNew(old);
  const checked = await checkAll(session, document, [old.name], options.check);

  const { timeoutMs } = options;
  const store = { document, base: stored.versionId };
  const answer = await storeAndRotate(session, known, { store, timeoutMs });
  const context = { prefix: session.prefix, integration, now: session.clock.now(), timeoutMs };
  if (answer.kind !== 'published' && answer.kind !== 'requested') {
    throw rotationFailure(answer, context, 'The new credential is stored.');
  }
  return credentialReport(answer, context, {
    checked,
    headline: isSame
      ? againWords(old.name, integration, options.check)
      : `"${old.name}" of ${integration} is replaced. Revoke the old one in Alation when nobody else uses it.`,
    accessTokenSecret: known.secrets.names.accessToken,
    offerSecond: false,
  });
}

/** What the old one tells of the new one, unless options say otherwise: also which kind it is. */
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

/** Whether a document holds the old credential over again. */
function holdsSame(document: Sensitive, old: Credential): boolean {
  const { credentials } = readCredentialsText(document, 'The new credential');
  const renewed = credentials.find(({ name }) => name === old.name);
  return renewed !== undefined && isSameCredential(renewed, old);
}

/** Whether the rotator tries this credential no more, as it is stored now. */
function countsAsRejected({ listed }: KnownIntegration, name: string): boolean {
  const recorded = parseIntegrationState(listed.tags).credentials.find((one) => one.name === name);
  return recorded?.state === 'rejected' && recorded.versionId === listed.credentialsVersionId;
}

function againWords(name: string, integration: string, isChecked: boolean): string {
  const stored = 'It is stored once more, so that the rotator tries it again.';
  return isChecked
    ? `Alation accepts "${name}" of ${integration} again, which counted as rejected. ${stored}`
    : `"${name}" of ${integration} counted as rejected. ${stored}`;
}

function nothingNew({ kind }: Credential): CliError {
  const what = kind === 'oauth-client' ? 'client secret' : 'refresh token';
  return new CliError(`This is the ${what} that is stored already; nothing was changed`, {
    code: 'NothingNew',
    exitCode: ExitCode.needsPerson,
    todo: ['Make a new one in Alation: the old one does not live longer by being stored again'],
  });
}
