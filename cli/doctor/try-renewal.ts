import { regenerationFailure } from '../../functions/renewal/regeneration-failure.ts';
import type { MintedAccessToken } from '../../functions/integration/access-token.ts';
import type { RefreshTokenCredential } from '../../functions/integration/credential.ts';
import { RotationError, toRotationError } from '../../functions/integration/rotation-error.ts';
import type { Alation } from '../alation/alation.ts';
import { alationFailure } from '../alation/alation-failure.ts';
import { revokeAccessTokens } from '../revocation/revoke-access-tokens.ts';

/** What a renewal did. `undefined` where Alation gave no usable answer. */
export interface RenewalTrial {
  /** Whether Alation returned the same refresh token. */
  readonly isSame: boolean;
  /** Whether the refresh token before the renewal still works; undefined also if Alation returned the same refresh token. */
  readonly oldRefreshToken: boolean | undefined;
  /** Whether an access token from the new refresh token is active. */
  readonly newRefreshToken: boolean | undefined;
  /** Expiry of the refresh token before and after the renewal, ms since the epoch. */
  readonly expiresBefore: number | undefined;
  readonly expiresAfter: number | undefined;
  /** Whether the access token that was minted from the old refresh token is still active. */
  readonly accessToken: boolean | undefined;
  /** The second refresh token of the user and its access token; absent without a second refresh token. */
  readonly others?: { readonly refreshToken: boolean | undefined; readonly accessToken: boolean | undefined };
}

/**
 * The result of the trial. `not-offered`: this Alation does not offer renewals, and answered with this HTTP status.
 * `unknown`: Alation may have revoked the refresh token.
 */
export type RenewalTrialResult =
  | { readonly kind: 'renewed'; readonly trial: RenewalTrial }
  | { readonly kind: 'not-offered'; readonly status: number | undefined }
  | { readonly kind: 'unknown'; readonly why: string };

/** A test refresh token, and optionally a second refresh token of the same user. */
export interface RenewalTrialInput {
  readonly alation: Alation;
  readonly baseUrl: string;
  readonly credential: RefreshTokenCredential;
  readonly other: RefreshTokenCredential | undefined;
}

/**
 * Renews a test refresh token once (`regenRefreshToken`), and finds out which tokens of its user the renewal revoked.
 * It keeps the new refresh token only in memory, and revokes the access tokens that it minted.
 *
 * @throws CliError if the trial cannot begin; then nothing was renewed
 */
export async function tryRenewal(input: RenewalTrialInput): Promise<RenewalTrialResult> {
  const { alation, baseUrl, credential, other } = input;
  const { endpoints } = alation;
  const before = await begin(endpoints.inspect(baseUrl, credential));
  const own = await begin(endpoints.mint(baseUrl, credential));
  const others = other && (await begin(endpoints.mint(baseUrl, other)));
  const answer = await endpoints.regenerate(baseUrl, credential).catch(toRotationError);
  if (answer instanceof RotationError) {
    await revokeMinted(input, credential);
    return regenerationFailure(answer) === 'unavailable'
      ? { kind: 'not-offered', status: answer.detail.status }
      : { kind: 'unknown', why: alationFailure('The renewal failed', answer, '').message };
  }
  const renewed = { ...credential, refreshToken: answer };
  const isSame = answer.equals(credential.refreshToken);
  const [old, inspected, accessToken] = await Promise.all([
    inspect(input, credential),
    inspect(input, renewed),
    isActive(input, credential, own),
  ]);
  // The mint follows the verification, because the mint may revoke the verified access token.
  const minted = await endpoints.mint(baseUrl, renewed).catch(toRotationError);
  const trial: RenewalTrial = {
    isSame,
    oldRefreshToken: isSame ? undefined : old.works,
    newRefreshToken:
      minted instanceof RotationError
        ? minted.code === 'CredentialRejected'
          ? false
          : undefined
        : await isActive(input, renewed, minted),
    expiresBefore: before.state === 'active' ? before.expiresAt : undefined,
    expiresAfter: inspected.expiresAt,
    accessToken,
    ...(other !== undefined &&
      others !== undefined && {
        others: {
          refreshToken: (await inspect(input, other)).works,
          accessToken: await isActive(input, other, others),
        },
      }),
  };
  await revokeMinted(input, renewed);
  return { kind: 'renewed', trial };
}

/** Before the renewal a failure ends the trial. */
async function begin<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw alationFailure('The command could not try the renewal', error, 'Try again in a moment');
  }
}

async function inspect(
  { alation, baseUrl }: RenewalTrialInput,
  credential: RefreshTokenCredential,
): Promise<{ readonly works: boolean | undefined; readonly expiresAt: number | undefined }> {
  const answer = await alation.endpoints.inspect(baseUrl, credential).catch(toRotationError);
  if (answer instanceof RotationError) return { works: undefined, expiresAt: undefined };
  return answer.state === 'active'
    ? { works: true, expiresAt: answer.expiresAt }
    : { works: false, expiresAt: undefined };
}

async function isActive(
  { alation, baseUrl }: RenewalTrialInput,
  credential: RefreshTokenCredential,
  { accessToken, tokenType }: MintedAccessToken,
): Promise<boolean | undefined> {
  const token = { accessToken, tokenType, userId: credential.userId };
  const verdict = await alation.endpoints.verify(baseUrl, token, credential).catch(() => undefined);
  return verdict === undefined ? undefined : verdict === 'active';
}

/** Ignores failures: an access token that stays active expires by itself. */
async function revokeMinted(
  { alation, baseUrl, other }: RenewalTrialInput,
  credential: RefreshTokenCredential,
): Promise<void> {
  for (const one of [credential, ...(other === undefined ? [] : [other])]) {
    await revokeAccessTokens(alation, baseUrl, one).catch((error: unknown) => void toRotationError(error));
  }
}
