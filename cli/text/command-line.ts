export { refreshTokenPage, newCredentialText } from '../../functions/warning/new-credential-text.ts';

/** The default prefix: commands need no `--prefix` for it. */
export const DEFAULT_PREFIX = 'alation';

/** A command to copy: `npx alation-tokens replace tableau`, with `--prefix` unless the prefix is the default. */
export function commandLine(prefix: string, ...words: readonly string[]): string {
  const options = prefix === DEFAULT_PREFIX ? [] : ['--prefix', prefix];
  return ['npx alation-tokens', ...words, ...options].join(' ');
}
