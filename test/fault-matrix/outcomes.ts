import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { RotationErrorCode } from '../../functions/integration/rotation-error.ts';
import type { Fault as AlationFault } from '../../local/alation/fault.ts';
import { accessTokenSecret, credentialsSecret } from '../../local/installation/names.ts';
import { type Deployment, HOUR_MS, MINUTE_MS } from '../handlers/deployment.ts';
import { hang, json, redirect } from '../support/raw-server.ts';
import { integrateAt, type ScriptedAlation } from './scripted-alation.ts';

/** A deployment whose integration `tableau` is due for rotation and has two refresh tokens at the local Alation. */
export interface Due {
  readonly deployment: Deployment;
  readonly scripted: ScriptedAlation;
}

/** One way for a rotation to fail, with secrets in every place that a message might quote. */
export interface Outcome {
  readonly what: string;
  readonly code: RotationErrorCode;
  readonly cause: (due: Due) => Promise<unknown>;
}

/** The credentials of an integration as an error message might quote them. */
const storedIn = ({ aws }: Deployment, integration: string): string => {
  const versions = [...aws.secrets.require(credentialsSecret(integration)).versions.values()];
  return versions.map(({ data }) => (data.kind === 'string' ? data.text : '')).join(' ');
};

/** Makes an operation of Secrets Manager fail with a message that quotes the credentials. */
const refusing =
  (operation: string, code: string) =>
  async ({ deployment }: Due) =>
    deployment.aws.faults.add({
      service: 'secretsmanager',
      operation,
      kind: 'error',
      code,
      message: `${code}: ${storedIn(deployment, 'tableau')}`,
    });

/** Adds a fault to every mint from a refresh token at the local Alation. */
const minting =
  (faultWith: (canary: string) => AlationFault) =>
  async ({ deployment }: Due) =>
    deployment.alation.faults.add({ ...faultWith(deployment.canaries.make()), path: 'createAPIAccessToken' });

/** Stores invalid credentials. */
const storing =
  (valueWith: (canary: string, url: string) => object | string) =>
  async ({ deployment }: Due) =>
    deployment.store('tableau', valueWith(deployment.canaries.make(), deployment.alation.url));

/** Adds the integration `power-bi` at the scripted Alation, rotates it once and makes the next rotation due. */
async function addScriptedIntegration({ deployment, scripted }: Due): Promise<void> {
  await integrateAt(deployment, scripted.origin, 'power-bi', 2);
  await deployment.rotate();
  await deployment.clock.advance(12 * HOUR_MS);
}

/**
 * At least one outcome for each `RotationErrorCode` except `CertificateRejected`, which needs a process that does not trust the
 * certificate.
 */
export const outcomes: readonly Outcome[] = [
  {
    what: 'an Alation that fails',
    code: 'AlationUnavailable',
    cause: minting((canary) => ({ kind: 'status', status: 500, body: canary })),
  },
  {
    what: 'an Alation that sends Retry-After',
    code: 'AlationThrottled',
    cause: minting((canary) => ({ kind: 'status', status: 429, body: canary, retryAfter: 120 })),
  },
  {
    what: 'a mint without a response',
    code: 'MintOutcomeUnknown',
    cause: async (due) => {
      await addScriptedIntegration(due);
      due.scripted.script.createAPIAccessToken = hang;
    },
  },
  {
    what: 'a mint whose connection breaks after Alation minted',
    code: 'MintOutcomeUnknown',
    cause: minting(() => ({ kind: 'dropAfterProcessing' })),
  },
  {
    what: 'a rejection of a refresh token that Alation reports as active',
    code: 'RejectionUnconfirmed',
    cause: async (due) => {
      await addScriptedIntegration(due);
      due.scripted.script.createAPIAccessToken = (_, { body }) =>
        json(401, { detail: 'Refresh token provided is invalid.', code: '401000', asked: body });
    },
  },
  {
    what: 'half a response with an access token in it',
    code: 'AlationAnswerMalformed',
    cause: minting(() => ({ kind: 'truncatedJson' })),
  },
  {
    what: 'a verification that fails',
    code: 'VerificationUnavailable',
    cause: async (due) => {
      await addScriptedIntegration(due);
      due.scripted.script.validateAPIAccessToken = (_, { body }) => json(500, body);
    },
  },
  {
    what: 'a Secrets Manager that is unavailable',
    code: 'SecretsManagerUnavailable',
    cause: refusing('BatchGetSecretValue', 'InternalServiceError'),
  },
  {
    what: 'a confirmed rejection that comes too late to try the next credential',
    code: 'DeadlineTooShort',
    cause: async ({ deployment: { alation } }) => {
      for (const { id } of alation.refreshTokens()) alation.revokeRefreshToken(id);
      alation.faults.add({
        kind: 'delay',
        delayMs: 2 * MINUTE_MS,
        clock: 'virtual',
        path: 'validateRefreshToken',
        times: 1,
      });
    },
  },
  {
    what: 'revoked refresh tokens',
    code: 'CredentialRejected',
    cause: async ({ deployment: { alation } }) => {
      for (const { id } of alation.refreshTokens()) alation.revokeRefreshToken(id);
    },
  },
  {
    what: 'credentials that are not JSON',
    code: 'CredentialsMalformed',
    cause: storing((canary) => `${canary} is no JSON`),
  },
  {
    what: 'a refresh token that is not a string',
    code: 'CredentialsMalformed',
    cause: storing((canary, base_url) => ({ base_url, refresh_token: [canary], user_id: canary })),
  },
  {
    what: 'a base_url that holds a refresh token',
    code: 'CredentialsMalformed',
    cause: storing((canary) => ({
      base_url: `https://user:${canary}@acme.example/?t=${canary}`,
      refresh_token: canary,
      user_id: 102,
    })),
  },
  {
    what: 'a base_url that is not allowed',
    code: 'HostNotAllowed',
    cause: storing((canary) => ({
      base_url: 'https://elsewhere.example',
      refresh_token: canary,
      user_id: 102,
    })),
  },
  {
    what: 'a redirect that names an access token',
    code: 'AlationRedirected',
    cause: async (due) => {
      await addScriptedIntegration(due);
      due.scripted.script.createAPIAccessToken = ({ api_access_token }) =>
        redirect(308, `https://elsewhere.example/?t=${String(api_access_token)}`);
    },
  },
  {
    what: 'a request that Alation does not understand',
    code: 'AlationRequestRefused',
    cause: minting((canary) => ({ kind: 'status', status: 400, body: { detail: canary, code: canary } })),
  },
  {
    what: 'a request that Alation forbids',
    code: 'AlationForbidden',
    cause: minting((canary) => ({ kind: 'status', status: 403, body: { detail: canary } })),
  },
  {
    what: 'a KMS key that denies access',
    code: 'SecretAccessDenied',
    cause: refusing('BatchGetSecretValue', 'DecryptionFailure'),
  },
  {
    what: 'a secret that is being deleted',
    code: 'SecretMissing',
    cause: refusing('PutSecretValue', 'InvalidRequestException'),
  },
  {
    what: 'an access token with a lifetime of a few minutes',
    code: 'LifetimeTooShort',
    cause: async (due) => {
      await addScriptedIntegration(due);
      due.scripted.script.createAPIAccessToken = (good) =>
        json(201, { ...good, token_expires_at: new Date(Date.now() + 5 * MINUTE_MS).toISOString() });
    },
  },
  {
    what: 'a bearer token that is not a JWT',
    code: 'AccessTokenUntrusted',
    cause: async ({ deployment }) => {
      const { alation, canaries } = deployment;
      const { clientId, clientSecret } = alation.registerOAuthClient({ name: 'loader' });
      await deployment.addIntegration('loader');
      await deployment.store('loader', {
        base_url: alation.url,
        client_id: clientId,
        client_secret: clientSecret,
      });
      const body = { access_token: canaries.make(), token_type: 'Bearer', expires_in: 86_400 };
      alation.faults.add({ kind: 'wrongShape', path: '/oauth/v2/token', body });
    },
  },
  {
    what: 'an access token that is inactive right after its mint',
    code: 'SupersededAtOnce',
    cause: async (due) => {
      await addScriptedIntegration(due);
      due.scripted.script.validateAPIAccessToken = (_, { body }) =>
        json(401, { detail: 'API Access Token provided is invalid.', code: '401000', asked: body });
    },
  },
  {
    what: 'a write that Secrets Manager refuses with LimitExceededException',
    code: 'PublishFailed',
    cause: refusing('PutSecretValue', 'LimitExceededException'),
  },
  {
    what: 'a quota of versions that another program has used up',
    code: 'VersionQuotaReached',
    cause: async ({ deployment: { secretsManager } }) => {
      for (let version = 0; version < 99; version++) {
        await secretsManager.send(
          new PutSecretValueCommand({
            SecretId: accessTokenSecret('tableau'),
            SecretString: String(version),
            VersionStages: ['OTHER'],
          }),
        );
      }
    },
  },
  {
    what: 'a denied write of tags',
    code: 'StateNotSaved',
    cause: refusing('TagResource', 'AccessDeniedException'),
  },
  {
    what: 'an unknown error of Secrets Manager',
    code: 'Unexpected',
    cause: refusing('PutSecretValue', 'ValidationException'),
  },
  {
    what: 'a rejection together with refused tags, events and messages',
    code: 'CredentialRejected',
    cause: async (due) => {
      const { aws, alation } = due.deployment;
      const message = storedIn(due.deployment, 'tableau');
      for (const { id } of alation.refreshTokens()) alation.revokeRefreshToken(id);
      const refused = { kind: 'error', code: 'AccessDeniedException', message } as const;
      aws.faults.add({ ...refused, service: 'secretsmanager', operation: 'TagResource' });
      aws.faults.add({ ...refused, service: 'events', operation: 'PutEvents' });
      aws.faults.add({ ...refused, service: 'sns' });
    },
  },
  {
    what: 'a rejection together with a refused entry of a batch of events',
    code: 'CredentialRejected',
    cause: async (due) => {
      const { aws, alation } = due.deployment;
      for (const { id } of alation.refreshTokens()) alation.revokeRefreshToken(id);
      const message = storedIn(due.deployment, 'tableau');
      aws.faults.add({
        service: 'events',
        operation: 'PutEventsEntry',
        kind: 'error',
        code: 'InternalFailure',
        message,
      });
    },
  },
];
