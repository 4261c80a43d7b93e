import type { LocalAws } from '../../local/aws/server.ts';

const SECRET_FIELDS = /"(?:refresh_token|client_secret|access_token)":\s*"([^"]+)"/g;

/** Every refresh token, client secret and access token that was ever stored. */
export function secretsOf({ aws }: { readonly aws: Pick<LocalAws, 'secrets'> }): readonly string[] {
  const stored = aws.secrets.all().flatMap(({ versions }) => [...versions.values()].map(({ data }) => data));
  const texts = stored.map((data) => (data.kind === 'string' ? data.text : ''));
  const values = texts.flatMap((text) => [...text.matchAll(SECRET_FIELDS)].map(([, value = '']) => value));
  return [...new Set(values)];
}
