/** SNS requires fewer than 100 characters. */
const MAX_SUBJECT_LENGTH = 99;

/** Limit for one message with its attributes, in bytes. SNS allows 262,144. */
const MAX_MESSAGE_BYTES = 256_000;

/** Bytes reserved for the attribute `integrations`: 2,000 names of the maximum length. */
const MAX_INTEGRATIONS_BYTES = 136_000;

/** Bytes reserved for the other attributes with their names and types. */
const OTHER_ATTRIBUTES_BYTES = 1_000;

const CUT = '\n[cut: the message is longer than SNS allows]\n';

/**
 * A subject that SNS accepts and every e-mail client shows: one line of printable ASCII, at most 99 characters.
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
 * The value of the attribute `integrations`: a JSON array, as `String.Array` requires. The list has space for 2,000
 * names of any allowed length. Further names are omitted, so that SNS still accepts the alert.
 */
export function integrationsAttribute(integrations: readonly string[]): string {
  let bytes = 2;
  const fitting = integrations.filter((name) => {
    bytes += Buffer.byteLength(JSON.stringify(name)) + 1;
    return bytes <= MAX_INTEGRATIONS_BYTES;
  });
  return JSON.stringify(fitting);
}

/**
 * The body of an alert. If the body and the attributes do not fit into one message, the body is cut, at the end of a
 * line if possible.
 */
export function alertBody(body: string, integrationsBytes: number): string {
  const room = MAX_MESSAGE_BYTES - OTHER_ATTRIBUTES_BYTES - integrationsBytes;
  if (Buffer.byteLength(body) <= room) return body;
  // A character that the cut splits becomes U+FFFD, which is removed.
  const fitting = Buffer.from(body)
    .subarray(0, room - CUT.length)
    .toString()
    .replace(/\uFFFD+$/, '');
  const end = fitting.lastIndexOf('\n');
  return `${end > 0 ? fitting.slice(0, end) : fitting}${CUT}`;
}
