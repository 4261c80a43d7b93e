/** An access token that the rotator published. Printing it shows no secret. */
export class AccessToken {
  readonly #accessToken: string;
  readonly #headerValue: string;
  /** Id of the secret's version. It identifies this access token and reveals no part of it. */
  readonly versionId: string;
  /** Scheme and host of the Alation to call, without a slash at the end. */
  readonly baseUrl: string;
  /** Name of the header that authenticates a call: `TOKEN` or `Authorization`. */
  readonly headerName: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  /** Alation user of an API access token, as digits. */
  readonly alationUserId: string | undefined;

  /** @param fields the fields of docs/access-token.schema.json */
  constructor(fields: Fields, versionId: string) {
    this.#accessToken = fields.access_token;
    this.#headerValue = fields.header_value;
    this.versionId = versionId;
    this.baseUrl = fields.base_url;
    this.headerName = fields.header_name;
    this.issuedAt = new Date(fields.issued_at);
    this.expiresAt = new Date(fields.expires_at);
    this.alationUserId = typeof fields.alation_user_id === 'string' ? fields.alation_user_id : undefined;
  }

  /** The access token alone, for a tool that builds the header itself. Secret. */
  get accessToken(): string {
    return this.#accessToken;
  }

  /** The header that authenticates a call. Secret. */
  get headers(): Readonly<Record<string, string>> {
    return { [this.headerName]: this.#headerValue };
  }
}

const REQUIRED = [
  'access_token',
  'header_name',
  'header_value',
  'base_url',
  'issued_at',
  'expires_at',
] as const;
type Fields = Readonly<Record<(typeof REQUIRED)[number], string>> & { readonly alation_user_id?: unknown };

/**
 * Reads the value of an access-token secret, in any version of its format. Unknown fields are ignored. Undefined if the
 * value is not an access-token document.
 */
export function parseAccessToken(text: string | undefined, versionId: string): AccessToken | undefined {
  const fields = parseObject(text);
  if (fields === undefined || !hasRequiredFields(fields)) return undefined;
  const accessToken = new AccessToken(fields, versionId);
  const times = [accessToken.issuedAt, accessToken.expiresAt];
  return times.some((time) => Number.isNaN(time.getTime())) ? undefined : accessToken;
}

function parseObject(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    // The error of JSON.parse quotes its input, which may be secret.
    return undefined;
  }
}

function hasRequiredFields(fields: Record<string, unknown>): fields is Record<string, unknown> & Fields {
  return REQUIRED.every((field) => typeof fields[field] === 'string' && fields[field] !== '');
}
