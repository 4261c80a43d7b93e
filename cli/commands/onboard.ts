import { baseCredentials } from '../credentials/base-credentials.ts';
import { checkAll } from '../credentials/check-all.ts';
import { credentialReport } from '../credentials/credential-report.ts';
import { fromInput } from '../credentials/from-input.ts';
import { fromPassword, withUnstoredTokens } from '../credentials/from-password.ts';
import type { OnboardOptions } from '../credentials/new-credentials.ts';
import { requireUnshared } from '../credentials/require-unshared.ts';
import { requireFittingOptions } from '../credentials/fitting-options.ts';
import { parseGivenInput } from '../input/given-input.ts';
import { readSecretInput } from '../input/read-secret-input.ts';
import type { Report } from '../report.ts';
import { requireIntegration } from '../require-integration.ts';
import { rotationFailure } from '../rotation/rotation-failure.ts';
import { storeAndRotate } from '../rotation/store-and-rotate.ts';
import type { Session } from '../session.ts';
import { hideTyping } from '../terminal/hide-typing.ts';

/**
 * Checks a new credential with Alation, stores it, requests a rotation and waits for the published access token.
 *
 * @throws CliError
 */
export async function onboard(
  session: Session,
  integration: string,
  options: OnboardOptions,
): Promise<Report> {
  requireFittingOptions(options);
  if (session.terminal.interactive) hideTyping(session.terminal.stdin);
  const { timeoutMs } = options;
  const known = await requireIntegration(session, integration);
  const { stored, base } = await baseCredentials(session, known, options);
  const text = await readSecretInput(session.terminal, options.fromFile);
  const given = text && parseGivenInput(text, options.create ? 'password' : 'token');
  const added = await (options.create ? fromPassword : fromInput)(
    session,
    integration,
    options,
    stored,
    given,
  );
  try {
    if (options.shared !== true) {
      await requireUnshared(session, integration, added.document, added.names);
    }
    const checked = await checkAll(session, added.document, added.names, options.check);
    const store = { document: added.document, base };
    const outcome = await storeAndRotate(session, known, { store, timeoutMs });
    const context = { prefix: session.prefix, integration, now: session.clock.now(), timeoutMs };
    if (outcome.kind !== 'published' && outcome.kind !== 'requested') {
      throw rotationFailure(outcome, context, 'The credentials are stored.');
    }
    return credentialReport(outcome, context, {
      checked,
      headline:
        stored === undefined
          ? `${integration} is onboarded.`
          : `${integration} has ${stored.credentials.length + 1} alternating credentials.`,
      accessTokenSecret: known.secrets.names.accessToken,
      recommendSecond: stored === undefined && added.names.length === 1,
    });
  } catch (error) {
    throw options.create ? withUnstoredTokens(error, added.names, added.baseUrl) : error;
  }
}
