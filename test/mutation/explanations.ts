import type { Explanation } from './survivor.ts';

/**
 * The changes of the code that go unnoticed, and why no test can notice them, or why none should. Most are checks that
 * TypeScript asks for: without them it does not compile, and changed they decide the same.
 */
export const explanations: readonly Explanation[] = [
  {
    file: 'functions/warning/describe-integrations.ts',
    line: 'for (let from = 0; from < names.length; from += SIDE_BY_SIDE) {',
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
    file: 'functions/warning/due-notifications.ts',
    line: 'const nothing = { notifications: [], acceptedVersion: said.acceptedVersion, accepted: [] };',
    changes: [['[]', '["Stryker was here"]']],
    why: 'Accepted credentials are looked for by name, and a string has none; TypeScript refuses the change.',
  },
  {
    file: 'functions/warning/due-notifications.ts',
    line: 'if (expiresAt === undefined) return { notifications: [], said: known };',
    changes: [['expiresAt === undefined', 'false']],
    why: 'TypeScript asks for it: an expiry that is not known is in no stage either.',
  },
  {
    file: 'functions/warning/due-notifications.ts',
    line: 'const sameExpiry = isSameExpiry(known.expiresAt ?? -Infinity, expiresAt);',
    changes: [['-Infinity', '+Infinity']],
    why: 'Both are infinitely far from every expiry.',
  },
  {
    file: 'functions/warning/due-notifications.ts',
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
    line: 'if (messagesLeft > 0 || one === undefined) continue;',
    changes: [['one === undefined', 'false']],
    why: 'Messages speak of those that are to be noticed and of nobody else, which TypeScript cannot know.',
  },
  {
    file: 'functions/warning/warn.ts',
    line: 'remainingMs: () => number = () => Infinity,',
    changes: [['() => Infinity', '() => undefined']],
    why: 'Time without end and no time that is known are both never less than what an alert takes.',
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
    why: 'An item is only ever compared with another that is there, which TypeScript cannot know.',
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
    why: 'Both items are there, which TypeScript cannot know, or neither is, in an empty heap, and then what is put in is taken out again at once.',
  },
  {
    file: 'functions/sweep/queue/heap.ts',
    line: 'for (let parent = (at - 1) >> 1; at > 0 && above(at, parent); parent = (at - 1) >> 1) {',
    changes: [
      ['at > 0', 'at >= 0'],
      ['at > 0', 'true'],
    ],
    why: 'Above the first place there is no item, so that nothing is swapped there and the next look ends the loop.',
  },
  {
    file: 'functions/sweep/queue/heap.ts',
    line: 'for (let at = 0, child = 1; child < items.length; child = 2 * at + 1) {',
    changes: [['child < items.length', 'child <= items.length']],
    why: 'A place without an item stands above none, so that the loop is left there as well.',
  },
  {
    file: 'functions/sweep/queue/waiting-work.ts',
    line: "const key = `${work.failing} ${name ?? ''}`;",
    changes: [["''", '"Stryker was here!"']],
    why: 'Hosts are URLs, and neither text is one, so that either keeps work without a host apart.',
  },
  {
    file: 'functions/sweep/queue/waiting-work.ts',
    line: 'const pausedUntil = ({ name }: Host<W>) => (name === undefined ? -Infinity : pauses.pausedUntil(name));',
    changes: [['name === undefined', 'false']],
    why: 'Of a host without a name no pause is known, which makes it -Infinity too; TypeScript asks for the distinction.',
  },
  {
    file: 'functions/sweep/queue/waiting-work.ts',
    line: 'if (host === undefined || work === undefined) return undefined;',
    changes: [
      ['host === undefined || work === undefined', 'host === undefined && work === undefined'],
      ['host === undefined', 'false'],
      ['work === undefined', 'false'],
    ],
    why: 'The best host has work that waits, so that both are undefined or neither is, which TypeScript cannot know.',
  },
  {
    file: 'functions/sweep/queue/waiting-work.ts',
    line: 'return host?.waiting.peek()?.urgency ?? Infinity;',
    changes: [['host?.waiting.peek()?.urgency', 'host?.waiting.peek().urgency']],
    why: 'The best host of a lane has work that waits, which TypeScript cannot know.',
  },
  {
    file: 'functions/sweep/queue/waiting-work.ts',
    line: 'else if (mayGoOn(host)) host.lane.ready.push({ host, turns: host.turns, urgency: first.urgency });',
    changes: [['mayGoOn(host)', 'true']],
    why: 'Spares work only: a host that has as much as it may is dropped when it comes up, and offered again when it has a place.',
  },
  {
    file: 'functions/sweep/queue/waiting-work.ts',
    line: 'const wasFull = host.running >= host.limit;',
    changes: [['host.running >= host.limit', 'true']],
    why: 'Spares work only: a host that was not full is on offer already, and an entry too many is dropped when it comes up.',
  },
  {
    file: 'functions/sweep/queue/waiting-work.ts',
    line: 'if (wasFull) offer(host);',
    changes: [['wasFull', 'true']],
    why: 'Spares work only: a host that was not full is on offer already, and an entry too many is dropped when it comes up.',
  },
  {
    file: 'functions/sweep/queue/waiting-work.ts',
    line: 'if (host.waiting.peek() === work) offer(host);',
    changes: [['host.waiting.peek() === work', 'true']],
    why: 'Spares work only: the most urgent work of the host is on offer already, and an entry too many is dropped when it comes up.',
  },
  {
    file: 'functions/sweep/queue/waiting-work.ts',
    line: 'host.lane.ready.pop();',
    changes: [['host.lane.ready.pop();', ';']],
    why: 'Spares work only: the entry of what was taken is stale, or as good as the next one of that host.',
  },
  {
    file: 'functions/sweep/queue/waiting-work.ts',
    line: 'return one.urgency < other.urgency;',
    changes: [['one.urgency < other.urgency', 'one.urgency <= other.urgency']],
    why: 'Of equally urgent work any may go first.',
  },
  {
    file: 'functions/sweep/integration-events.ts',
    line: "if (outcome.kind === 'rotated' && after.accessToken !== undefined) {",
    changes: [['after.accessToken !== undefined', 'true']],
    why: 'After a rotation there is an access token on record, which TypeScript cannot know.',
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
