/** Writes a NextToken: opaque to the client, readable here. */
export function writeNextToken(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Reads a NextToken; undefined if the text has another form than `writeNextToken` writes. */
export function readNextToken(nextToken: string): readonly (string | number)[] | undefined {
  try {
    const position: unknown = JSON.parse(Buffer.from(nextToken, 'base64url').toString());
    if (!Array.isArray(position)) return undefined;
    const parts: unknown[] = position;
    return parts.every((part) => typeof part === 'string' || typeof part === 'number') ? parts : undefined;
  } catch {
    return undefined;
  }
}
