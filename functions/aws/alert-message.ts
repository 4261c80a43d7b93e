/** SNS wants "less than 100 characters". */
const MAX_SUBJECT_LENGTH = 99;

/** Most bytes of one message, attributes included; SNS's limit is 262,144. */
const MAX_MESSAGE_BYTES = 256_000;

/** Bytes kept for the attribute `integrations`: 2,000 integrations with names as long as they may be. */
const MAX_INTEGRATIONS_BYTES = 136_000;

/** Bytes kept for the other attributes, names and types included. */
const OTHER_ATTRIBUTES_BYTES = 1_000;

const CUT = '\n[cut: the message is longer than SNS allows]\n';

/**
 * A subject that SNS accepts and every mail client shows: one line of printable ASCII, cut to 99 characters.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function alertSubject(subject: string): string {
  const ascii = subject
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[^\x20-\x7e]/gu, '?')
    .trim();
  return ascii.length <= MAX_SUBJECT_LENGTH ? ascii : `${ascii.slice(0, MAX_SUBJECT_LENGTH - 3)}...`;
}

/**
 * The value of the attribute `integrations`: a JSON array, as `String.Array` wants it. It takes 2,000 names of any
 * allowed length; those beyond are left out, so that an alert about more still goes out.
 */
export function integrationsAttribute(integrations: readonly string[]): string {
  let bytes = 2;
  const fitting = integrations.filter((name) => {
    bytes += Buffer.byteLength(JSON.stringify(name)) + 1;
    return bytes <= MAX_INTEGRATIONS_BYTES;
  });
  return JSON.stringify(fitting);
}

/** The body, cut at a line's end where it would not fit beside its attributes. */
export function alertBody(body: string, integrationsBytes: number): string {
  const room = MAX_MESSAGE_BYTES - OTHER_ATTRIBUTES_BYTES - integrationsBytes;
  if (Buffer.byteLength(body) <= room) return body;
  // A cut character at the end becomes U+FFFD, and goes with the rest of its line.
  const fitting = Buffer.from(body)
    .subarray(0, room - CUT.length)
    .toString()
    .replace(/\uFFFD+$/, '');
  const end = fitting.lastIndexOf('\n');
  return `${end > 0 ? fitting.slice(0, end) : fitting}${CUT}`;
}
