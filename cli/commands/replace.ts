import type { Credential } from '../../functions/rotation/credential.ts';
import type { Sensitive } from '../../functions/rotation/sensitive.ts';
import { CliError, usageError } from '../cli-error.ts';
import { checkAll } from '../credentials/check-all.ts';
import {
  readCredentialsText,
  withReplaced,
  type EditableCredentials,
} from '../credentials/credentials-text.ts';
import { ExitCode } from '../exit-code.ts';
import { gatherCredential, type KnownFields } from '../input/gather-credential.ts';
import { parseGivenInput } from '../input/given-input.ts';
import { readSecretInput } from '../input/read-secret-input.ts';
import type { Report } from '../report.ts';
import { requireIntegration, type KnownIntegration } from '../require-integration.ts';
import { rotationFailure } from '../rotation/rotation-report.ts';
import { storeAndRotate } from '../rotation/store-and-rotate.ts';
import type { Session } from '../session.ts';
import { readStoredCredentials } from '../stored.ts';
import { integrationStatus, type CredentialStatus } from '../status/integration-status.ts';
import { credentialWords } from '../status/status-words.ts';
import { commandLine } from '../words/command-line.ts';
import type { CredentialOptions } from './credential-options.ts';
import { credentialReport } from './credential-report.ts';

/** Options of `replace`. */
export interface ReplaceOptions extends CredentialOptions {
  readonly timeoutMs: number;
}

/**
 * Puts a new refresh token or client secret in the place of one that dies: checks it with Alation, stores it, has the
 * rotator rotate and waits for that.
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
  const { baseUrl, fields } = await gatherCredential(session, knownFields(stored, old, options), given);
  const document = withReplaced({ ...stored, baseUrl }, old.name, fields);
  refuseSame(stored, document, old);
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
    headline: `"${old.name}" of ${integration} is replaced. Revoke the old one in Alation when nobody else uses it.`,
    accessTokenSecret: known.secrets.names.accessToken,
    offerSecond: false,
  });
}

/** The one there is, the one that was named, or the one a person chooses; the most pressing stands first. */
async function credentialToReplace(
  { clock, terminal, prompts, prefix }: Session,
  { listed }: KnownIntegration,
  { credentials }: EditableCredentials,
  name: string | undefined,
): Promise<Credential> {
  const status = integrationStatus(listed, clock.now(), 0);
  const described = credentials
    .map((credential) => {
      const known = status.credentials.find((one) => one.name === credential.name);
      return { credential, words: known === undefined ? credential.name : credentialWords(known), known };
    })
    .sort((one, other) => pressing(one.known) - pressing(other.known));
  const [only] = described;
  if (name === undefined && only !== undefined && described.length === 1) return only.credential;

  const list = described.map(({ words }) => words).join('; ');
  const wanted =
    name ??
    (terminal.interactive
      ? await prompts.choice(
          'Which one is replaced?',
          described.map(({ credential, words }) => ({ value: credential.name, name: words })),
        )
      : undefined);
  const chosen = described.find(({ credential }) => credential.name === wanted);
  if (chosen !== undefined) return chosen.credential;
  throw usageError(
    wanted === undefined
      ? `${listed.integration} has several credentials: ${list}`
      : `${listed.integration} has no credential "${wanted}"; it has: ${list}`,
    `Say which: ${commandLine(prefix, 'replace', listed.integration, '--name', only?.credential.name ?? '<name>')}`,
  );
}

/** Smaller is more pressing. */
function pressing(known: CredentialStatus | undefined): number {
  if (known?.state === 'rejected') return -1;
  return known?.daysLeft ?? Infinity;
}

/** What the old one tells of the new one, unless options say otherwise: also which kind it is. */
function knownFields(stored: EditableCredentials, old: Credential, options: ReplaceOptions): KnownFields {
  const oauth =
    options.oauth ??
    (options.clientId !== undefined || (old.kind === 'oauth-client' && options.userId === undefined));
  return {
    baseUrl: options.baseUrl ?? stored.baseUrl,
    userId: options.userId ?? (old.kind === 'refresh-token' ? old.userId : undefined),
    clientId: oauth
      ? (options.clientId ?? (old.kind === 'oauth-client' ? old.clientId : undefined))
      : undefined,
    oauth,
  };
}

function refuseSame(stored: EditableCredentials, document: Sensitive, old: Credential): void {
  const { baseUrl, credentials } = readCredentialsText(document, 'The new credential');
  const renewed = credentials.find(({ name }) => name === old.name);
  const isSame =
    renewed?.kind === 'oauth-client'
      ? old.kind === 'oauth-client' &&
        renewed.clientId === old.clientId &&
        renewed.clientSecret.equals(old.clientSecret)
      : old.kind === 'refresh-token' && renewed?.refreshToken.equals(old.refreshToken);
  if (!isSame || baseUrl !== stored.baseUrl) return;
  throw new CliError(
    `This is the ${old.kind === 'oauth-client' ? 'client secret' : 'refresh token'} that is stored already; nothing was changed`,
    {
      code: 'NothingNew',
      exitCode: ExitCode.needsPerson,
      todo: ['Make a new one in Alation: the old one does not live longer by being stored again'],
    },
  );
}
