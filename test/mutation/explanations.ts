import type { Explanation } from './survivor.ts';

/**
 * The changes of the code that go unnoticed, and why no test can notice them, or why none should. Most are checks that
 * TypeScript asks for: without them it does not compile, and changed they decide the same.
 */
export const explanations: readonly Explanation[] = [
  {
    file: 'functions/warning/describe-integrations.ts',
    line: 'for (let from = 0; from < names.length; from += CONCURRENCY) {',
    changes: [['from < names.length', 'from <= names.length']],
    why: 'One more round describes an empty part of the list.',
  },
  {
    file: 'functions/warning/digest.ts',
    line: '.sort(([one], [other]) => (one < other ? -1 : 1))',
    changes: [['one < other', 'one <= other']],
    why: 'Keys of a map are never equal.',
  },
  {
    file: 'functions/warning/digest.ts',
    line: 'if (bytes + size > MAX_BODY_BYTES || names.size > MAX_INTEGRATIONS) {',
    changes: [['bytes + size > MAX_BODY_BYTES', 'bytes + size >= MAX_BODY_BYTES']],
    why: 'A message of exactly 180,000 bytes may go out or be split: the limit of SNS is 80,000 bytes away.',
  },
  {
    file: 'functions/warning/digest.ts',
    line: 'parts.at(-1)?.push(item);',
    changes: [['parts.at(-1)?.push', 'parts.at(-1).push']],
    why: 'The first item always begins a part, which TypeScript cannot know.',
  },
  {
    file: 'functions/warning/digest.ts',
    line: 'items.length === 1 && first !== undefined',
    changes: [['first !== undefined', 'true']],
    why: 'One item is there where there is one, which TypeScript cannot know.',
  },
  {
    file: 'functions/warning/acceptance-notifications.ts',
    line: 'const nothing = { notifications: [], acceptedVersion: sent.acceptedVersion, accepted: [] };',
    changes: [['[]', '["Stryker was here"]']],
    why: 'Accepted credentials are looked for by name, and a string has none; TypeScript refuses the change.',
  },
  {
    file: 'functions/warning/credential-notifications.ts',
    line: 'if (expiresAt === undefined) return { notifications: [], nextState: sent };',
    changes: [['expiresAt === undefined', 'false']],
    why: 'TypeScript asks for it: an expiry that is not known is in no stage either.',
  },
  {
    file: 'functions/warning/credential-notifications.ts',
    line: 'const sameExpiry = isSameExpiry(sent.expiresAt ?? -Infinity, expiresAt);',
    changes: [['-Infinity', '+Infinity']],
    why: 'Both are infinitely far from every expiry.',
  },
  {
    file: 'functions/warning/credential-notifications.ts',
    line: 'storedAt !== undefined &&',
    changes: [['storedAt !== undefined', 'true']],
    why: 'TypeScript asks for it: the age of what was stored at no known time is not a number, and not above any.',
  },
  {
    file: 'functions/warning/notification-state.ts',
    line: 'stage: stage !== undefined && /^\\d{1,5}$/.test(stage) ? Number(stage) : undefined,',
    changes: [['stage !== undefined', 'true']],
    why: 'TypeScript asks for it: the word "undefined" has no digits.',
  },
  {
    file: 'functions/warning/publish-alerts.ts',
    line: 'if (alertsLeft > 0 || one === undefined) continue;',
    changes: [['one === undefined', 'false']],
    why: 'Alerts name only integrations with pending notifications, which TypeScript cannot know.',
  },
  {
    file: 'functions/warning/warn.ts',
    line: 'remainingMs: () => number = () => Infinity,',
    changes: [['() => Infinity', '() => undefined']],
    why: 'Time without end and no time that is known are both never less than what an alert takes.',
  },
  {
    file: 'functions/integration/failure-codes.ts',
    line: 'return text !== undefined && Object.hasOwn(dispositionOf, text);',
    changes: [['text !== undefined', 'true']],
    why: 'TypeScript asks for it: no code has the name "undefined".',
  },
  {
    file: 'functions/integration/access-token-document.ts',
    line: '} catch {',
    changes: [['{ return undefined; }', '{}']],
    why: 'A function that ends without a value returns undefined as well.',
  },
  {
    file: 'functions/rotation/derived-version-id.ts',
    line: ".update(`${integration}|${baseVersionId ?? 'none'}|${generation}`)",
    changes: [["'none'", '""']],
    why: 'The word only has to differ from every VersionId, and none is empty.',
  },
  {
    file: 'functions/rotation/publish.ts',
    line: 'if (current === undefined || accessToken === undefined) return undefined;',
    changes: [['current === undefined', 'false']],
    why: 'There is no document where there is no value, which TypeScript cannot know.',
  },
  {
    file: 'functions/sweep/queue/heap.ts',
    line: 'return upper !== undefined && (lower === undefined || isBefore(upper, lower));',
    changes: [['lower === undefined', 'false']],
    why: 'Only items that exist are compared, which TypeScript cannot know.',
  },
  {
    file: 'functions/sweep/queue/heap.ts',
    line: 'if (upper === undefined || lower === undefined) return;',
    changes: [
      ['upper === undefined || lower === undefined', 'false'],
      ['upper === undefined || lower === undefined', 'upper === undefined && lower === undefined'],
      ['upper === undefined', 'false'],
      ['lower === undefined', 'false'],
    ],
    why: 'Both items exist, which TypeScript cannot know. In an empty heap neither does, and pop removes what this adds.',
  },
  {
    file: 'functions/sweep/queue/heap.ts',
    line: 'for (let parent = (at - 1) >> 1; at > 0 && above(at, parent); parent = (at - 1) >> 1) {',
    changes: [
      ['at > 0', 'at >= 0'],
      ['at > 0', 'true'],
    ],
    why: 'The first item has no parent, so that above() is false there and ends the loop.',
  },
  {
    file: 'functions/sweep/queue/heap.ts',
    line: 'for (let at = 0, child = 1; child < items.length; child = 2 * at + 1) {',
    changes: [['child < items.length', 'child <= items.length']],
    why: 'A missing item is above no other item, so that above() ends the loop there as well.',
  },
  {
    file: 'functions/sweep/queue/concurrency-limiter.ts',
    line: 'const pausedUntil = ({ name }: Host<W>) => (name === undefined ? -Infinity : pauses.pausedUntil(name));',
    changes: [['name === undefined', 'false']],
    why: 'An unknown host has no pause, so the result is -Infinity in both cases; TypeScript asks for the distinction.',
  },
  {
    file: 'functions/sweep/queue/concurrency-limiter.ts',
    line: 'if (host === undefined || work === undefined) return undefined;',
    changes: [
      ['host === undefined || work === undefined', 'host === undefined && work === undefined'],
      ['host === undefined', 'false'],
      ['work === undefined', 'false'],
    ],
    why: 'The next host always has pending work, so that both are undefined or neither is, which TypeScript cannot know.',
  },
  {
    file: 'functions/sweep/queue/concurrency-limiter.ts',
    line: 'pending: heap<W>((one, other) => one.urgency < other.urgency),',
    changes: [['one.urgency < other.urgency', 'one.urgency <= other.urgency']],
    why: 'Equally urgent work may start in any order.',
  },
  {
    file: 'functions/sweep/queue/concurrency-limiter.ts',
    line: 'return one.turns < other.turns || (one.turns === other.turns && one.urgency < other.urgency);',
    changes: [['one.urgency < other.urgency', 'one.urgency <= other.urgency']],
    why: 'Equally urgent work may start in any order.',
  },
  {
    file: 'functions/sweep/integration-events.ts',
    line: "if (outcome.kind === 'rotated' && after.accessToken !== undefined) {",
    changes: [['after.accessToken !== undefined', 'true']],
    why: 'After a rotation the state has an access token, which TypeScript cannot know.',
  },
  {
    file: 'functions/integration/integration-state.ts',
    line: 'if (version === undefined || attempts === undefined || nextAttemptAt === undefined) return undefined;',
    changes: [['attempts === undefined', 'false']],
    why: 'TypeScript asks for it: the word "undefined" has no digits, which the next line asks for.',
  },
  {
    file: 'functions/integration/tag-fields.ts',
    line: "for (const part of (value ?? '').split(' ')) {",
    changes: [["''", '"Stryker was here!"']],
    why: 'Neither text holds name=value.',
  },
  {
    file: 'functions/integration/tag-fields.ts',
    line: "const ms = Date.parse(text ?? '');",
    changes: [["''", '"Stryker was here!"']],
    why: 'Neither text is an instant.',
  },
];
