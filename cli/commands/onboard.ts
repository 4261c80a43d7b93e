import { checkAll } from '../credentials/check-all.ts';
import { parseGivenInput } from '../input/given-input.ts';
import { readSecretInput } from '../input/read-secret-input.ts';
import type { Report } from '../report.ts';
import { requireIntegration } from '../require-integration.ts';
import { rotationFailure } from '../rotation/rotation-report.ts';
import { storeAndRotate } from '../rotation/store-and-rotate.ts';
import type { Session } from '../session.ts';
import { credentialReport } from './credential-report.ts';
import { credentialsToBuildOn } from './credentials-to-build-on.ts';
import { created, fromInput, withOrphans, type OnboardOptions } from './new-credentials.ts';

/**
 * From nothing to a published access token: takes a credential, checks it with Alation, stores it, has the rotator
 * rotate and waits for that.
 *
 * @throws CliError
 */
export async function onboard(
  session: Session,
  integration: string,
  options: OnboardOptions,
): Promise<Report> {
  const known = await requireIntegration(session, integration);
  const { stored, base } = await credentialsToBuildOn(session, known, options);
  const text = await readSecretInput(session.terminal, options.fromFile);
  const given = text && parseGivenInput(text, options.create ? 'password' : 'token');
  const added = options.create
    ? await created(session, integration, options, stored, given)
    : await fromInput(session, integration, options, stored, given);
  try {
    const checked = await checkAll(session, added.document, added.names, options.check);
    const answer = await storeAndRotate(session, known, {
      store: { document: added.document, base },
      timeoutMs: options.timeoutMs,
    });
    const context = {
      prefix: session.prefix,
      integration,
      now: session.clock.now(),
      timeoutMs: options.timeoutMs,
    };
    if (answer.kind !== 'published' && answer.kind !== 'requested') {
      throw rotationFailure(answer, context, 'The credentials are stored.');
    }
    return credentialReport(answer, context, {
      checked,
      headline:
        stored === undefined
          ? `${integration} is onboarded.`
          : `${integration} has ${stored.credentials.length + 1} credentials to alternate between.`,
      accessTokenSecret: known.secrets.names.accessToken,
      offerSecond: stored === undefined && added.names.length === 1,
    });
  } catch (error) {
    throw options.create ? withOrphans(error, added.names, added.baseUrl) : error;
  }
}
