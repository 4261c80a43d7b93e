import type { Alert } from '../integration/ports.ts';

/** Longest title and description of a custom notification; what is longer is not shown at all. */
const MAX_TITLE_LENGTH = 250;
const MAX_DESCRIPTION_LENGTH = 8_000;

const CUT = '\n[cut: the e-mail has all of it]';

/** A fence keeps commands as they are: `_`, `*` and `<` would be markup in Slack, and others in Teams. */
const FENCE = '```';

/**
 * An alert as Amazon Q Developer in chat applications (once AWS Chatbot) shows it in Slack and Teams: a custom
 * notification. It shows JSON of this form only, which nobody wants in an e-mail: hence topics of their own for chat.
 *
 * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export function chatMessage({ subject, body, severity, owner, integrations }: Alert): string {
  return JSON.stringify({
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: `[${severity}] ${subject}`.slice(0, MAX_TITLE_LENGTH),
      description: fenced(body),
      keywords: [severity, ...(owner ? [owner] : [])],
    },
    metadata: {
      summary: subject,
      eventType: severity,
      relatedResources: integrations.slice(0, 20),
    },
  });
}

function fenced(body: string): string {
  const text = body.replaceAll(FENCE, "'''");
  const room = MAX_DESCRIPTION_LENGTH - 2 * FENCE.length - 2;
  const shown = text.length <= room ? text : `${text.slice(0, room - CUT.length)}${CUT}`;
  return `${FENCE}\n${shown}\n${FENCE}`;
}
