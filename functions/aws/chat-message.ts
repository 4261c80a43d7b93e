import type { Alert } from '../integration/ports.ts';

/** Limits of a custom notification, in characters. Chat does not show a longer notification. */
const MAX_TITLE_LENGTH = 250;
const MAX_DESCRIPTION_LENGTH = 8_000;

const CUT = '\n[cut: the e-mail contains the full text]';

/** Inside a fence, Slack and Teams show commands unchanged. Outside, they read `_`, `*` and `<` as markup. */
const FENCE = '```';

/**
 * An alert as a custom notification of Amazon Q Developer in chat applications (formerly AWS Chatbot), for Slack and
 * Teams. Chat shows only JSON of this form, which is unreadable in an e-mail. Therefore chat channels have their own topics.
 *
 * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export function chatMessage({ subject, body, severity, owner, integrations }: Alert): string {
  return JSON.stringify({
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: subject.slice(0, MAX_TITLE_LENGTH),
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
