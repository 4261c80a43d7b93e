import { Tag } from '../contract.ts';
import type { Tags } from './ports.ts';
import type { RenewalState } from './renewal-state.ts';
import { formatInstant, formatTagFields, parseInstant, parseTagFields } from './tag-fields.ts';

/**
 * An operator's request to renew one refresh token at the next mint from it. The request asks for one attempt and holds
 * no secret.
 */
export interface RenewalRequest {
  /** Name of the credential. */
  readonly credential: string;
  /** `credentialFingerprint` of the refresh token: a replaced refresh token needs no renewal. */
  readonly fingerprint: string;
  /** Ms since the epoch. */
  readonly at: number;
  /** Who made the request, if AWS reports an identity. */
  readonly by?: string | undefined;
}

/** Reads the request from tags. Undefined if there is none, or if it is malformed: operators can edit tags. */
export function parseRenewalRequest(tags: Tags): RenewalRequest | undefined {
  const { credential, secret, at, by } = parseTagFields(tags[Tag.renewalRequest]);
  const since = parseInstant(at);
  if (credential === undefined || secret === undefined || since === undefined) return undefined;
  return { credential, fingerprint: secret, at: since, by };
}

/** Writes the request into a tag. */
export function formatRenewalRequest({ credential, fingerprint, at, by }: RenewalRequest): string {
  return formatTagFields({
    credential,
    secret: fingerprint,
    at: formatInstant(at),
    by: by?.replaceAll(' ', '_'),
  });
}

/**
 * The credential whose renewal is requested and was not attempted since the request. The tag stays after the attempt: the
 * rotator is not allowed to write the tags of an operator.
 */
export function requestedRenewal<T extends { readonly fingerprint?: string | undefined }>({
  renewalRequest: request,
  renewal,
  credentials,
}: {
  readonly renewalRequest?: RenewalRequest | undefined;
  readonly renewal?: RenewalState | undefined;
  readonly credentials: readonly T[];
}): T | undefined {
  if (request === undefined) return undefined;
  const { fingerprint, at } = request;
  if (renewal?.fingerprint === fingerprint && renewal.at >= at) return undefined;
  return credentials.find((credential) => credential.fingerprint === fingerprint);
}
