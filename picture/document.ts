import { escapeText } from './svg.ts';

/** The parts of a page. `body` is HTML in which the caller escaped every text. */
export interface PageParts {
  readonly title: string;
  readonly style: string;
  readonly body: string;
  /** JavaScript without `</script>`; omitted for a page that needs none. */
  readonly script?: string | undefined;
  /** Whether the script may call the server that the page came from. */
  readonly callsServer?: boolean;
}

/**
 * A page in one file that loads nothing. Its Content Security Policy allows its own style and its own script, by their
 * hashes. It allows no request, unless the script calls the server.
 *
 * @param sha256 the SHA-256 hash of a text, in base64
 * @see https://www.w3.org/TR/CSP3/#grammardef-hash-source
 */
export function htmlDocument(
  { title, style, body, script, callsServer = false }: PageParts,
  sha256: (text: string) => string,
): string {
  const policy = [
    `default-src 'none'`,
    `style-src 'sha256-${sha256(style)}'`,
    ...(script === undefined ? [] : [`script-src 'sha256-${sha256(script)}'`]),
    ...(callsServer ? [`connect-src 'self'`] : []),
    `img-src data:`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return (
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1">` +
    `<meta http-equiv="Content-Security-Policy" content="${policy}">` +
    `<meta name="referrer" content="no-referrer"><link rel="icon" href="data:,">` +
    `<title>${escapeText(title)}</title><style>${style}</style></head>\n<body>\n${body}\n` +
    `${script === undefined ? '' : `<script>${script}</script>\n`}</body></html>\n`
  );
}

/** Data for the script of a page, which parses the text of the element with this id. */
export function dataBlock(id: string, data: unknown): string {
  return `<script type="application/json" id="${id}">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`;
}
