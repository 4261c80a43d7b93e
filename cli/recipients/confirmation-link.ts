/** What SNS needs to confirm a subscription. */
export interface Confirmation {
  readonly topicArn: string;
  readonly region: string;
  /** Valid for two days. Anyone who has it can confirm the subscription, so no message repeats it. */
  readonly token: string;
}

/** Why a text is not the link of a confirmation mail; undefined if it is. Quotes nothing of the text. */
export function linkProblem(text: string): string | undefined {
  if (!URL.canParse(text.trim())) return 'This is not a link. The link begins with https://sns.';
  const link = new URL(text.trim());
  if (link.searchParams.has('SubscriptionArn')) {
    return 'This link ends a subscription. Take the link of the mail "Subscription Confirmation"';
  }
  return confirmationIn(link) === undefined
    ? 'This is not the complete link of a confirmation mail: it must have TopicArn=… and Token=…'
    : undefined;
}

/**
 * The parts of a link that has no `linkProblem`.
 *
 * @throws TypeError for another text
 */
export function confirmationOf(text: string): Confirmation {
  const confirmation = confirmationIn(new URL(text.trim()));
  if (confirmation === undefined) throw new TypeError('The link has a problem');
  return confirmation;
}

/** The link of a mail is `https://sns.<region>.amazonaws.com/confirmation.html?TopicArn=…&Token=…&Endpoint=…`. */
function confirmationIn({ searchParams }: URL): Confirmation | undefined {
  const topicArn = searchParams.get('TopicArn') ?? '';
  const token = searchParams.get('Token') ?? '';
  const [, region] = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):\d{12}:[\w-]{1,256}$/.exec(topicArn) ?? [];
  return region === undefined || !/^[\w-]{1,1024}$/.test(token) ? undefined : { topicArn, region, token };
}
