import type { Explanation } from './survivor.ts';

/**
 * Changes of the code that no test detects, with the reason. Most are checks that TypeScript requires: without a check
 * the code does not compile, and a changed check has the same result.
 */
export const explanations: readonly Explanation[] = [
  {
    file: 'functions/warning/describe-integrations.ts',
    line: 'for (let from = 0; from < names.length; from += CONCURRENCY) {',
    changes: [['from < names.length', 'from <= names.length']],
    why: 'The extra round describes an empty part of the list.',
  },
  {
    file: 'functions/warning/notification-state.ts',
    line: 'stage: stage !== undefined && /^\\d{1,5}$/.test(stage) ? Number(stage) : undefined,',
    changes: [['stage !== undefined', 'true']],
    why: 'TypeScript requires the check: the word "undefined" has no digits.',
  },
  {
    file: 'functions/warning/publish-alerts.ts',
    line: 'if (alertsLeft > 0 || one === undefined) continue;',
    changes: [['one === undefined', 'false']],
    why: 'Alerts name only integrations with pending notifications, which TypeScript cannot infer.',
  },
  {
    file: 'functions/warning/warn.ts',
    line: 'remainingMs: () => number = () => Infinity,',
    changes: [['() => Infinity', '() => undefined']],
    why: 'Neither Infinity nor undefined is less than the time that an alert takes.',
  },
  {
    file: 'functions/integration/failure-codes.ts',
    line: 'return text !== undefined && Object.hasOwn(dispositionOf, text);',
    changes: [['text !== undefined', 'true']],
    why: 'TypeScript requires the check: no code has the name "undefined".',
  },
  {
    file: 'functions/renewal/renew.ts',
    line: "const document = lockDocument(secret.text ?? '', newVersionId());",
    changes: [["''", '"Stryker was here!"']],
    why: 'TypeScript requires a text: the credentials of a binary value are malformed, so a rotation ends before.',
  },
  {
    file: 'functions/renewal/store-renewed.ts',
    line: "const document = withRefreshToken(base.text ?? '', index, refreshToken);",
    changes: [["''", '"Stryker was here!"']],
    why: 'TypeScript requires a text: in a binary value there is no position of the credential.',
  },
  {
    file: 'functions/renewal/renew.ts',
    line: ".update(JSON.stringify(['renewal', integration, secret.versionId, day]))",
    changes: [["'renewal'", '""']],
    why: 'The text only has to differ from the texts of other derived version ids, and no other one is a list.',
  },
  {
    file: 'functions/renewal/verify-published.ts',
    line: 'if (published === undefined || issuing === undefined) return undefined;',
    changes: [['published === undefined', 'false']],
    why: 'TypeScript requires the check: without a published access token no credential is found.',
  },
  {
    file: 'functions/renewal/host-renewals.ts',
    line: '? one.integration < other.integration',
    changes: [['one.integration < other.integration', 'one.integration <= other.integration']],
    why: 'Two candidates with the same name and the same time of failure are the same candidate.',
  },
  {
    file: 'functions/renewal/host-renewals.ts',
    line: ': one.failedAt < other.failedAt;',
    changes: [['one.failedAt < other.failedAt', 'one.failedAt <= other.failedAt']],
    why: 'The condition before has compared equal times by name.',
  },
  {
    file: 'functions/integration/renewal-harm.ts',
    line: 'return code !== undefined && Object.hasOwn(texts, code);',
    changes: [['code !== undefined', 'true']],
    why: 'TypeScript requires the check: no harm has the name "undefined".',
  },
  {
    file: 'functions/integration/contest.ts',
    line: 'sharedWith: sharedWith !== undefined && INTEGRATION_NAME.test(sharedWith) ? sharedWith : undefined,',
    changes: [['sharedWith !== undefined', 'true']],
    why: 'TypeScript requires the check: with the name "undefined" the result is undefined too.',
  },
  {
    file: 'functions/integration/filter-policy.ts',
    line: "if (typeof condition !== 'object' || condition === null) return false;",
    changes: [["typeof condition !== 'object'", 'false']],
    why: 'A number or a truth value has no entries, and the next check refuses that.',
  },
  {
    file: 'functions/integration/filter-policy.ts',
    line: 'default:',
    changes: [['default: return false;', 'default:']],
    why: 'A condition without a result counts as not fulfilled too.',
  },
  {
    file: 'functions/integration/integration-tags.ts',
    line: "function parseVersions({ versions = '', before = '', window }: TagFields): VersionCount | undefined {",
    changes: [["''", '"Stryker was here!"']],
    why: 'Neither text has the form of a count.',
  },
  {
    file: 'functions/integration/access-token-document.ts',
    line: '} catch {',
    changes: [['{ return undefined; }', '{}']],
    why: 'A function that ends without a value returns undefined as well.',
  },
  {
    file: 'functions/rotation/attempt.ts',
    line: "userId: credential.kind === 'refresh-token' ? credential.userId : undefined,",
    changes: [["credential.kind === 'refresh-token'", 'true']],
    why: 'TypeScript requires this check: an OAuth client has no user id.',
  },
  {
    file: 'functions/rotation/choose-credentials.ts',
    line: 'const omitsUnchanged = isReplaced && issuing !== undefined && published?.baseUrl === baseUrl;',
    changes: [['published?.baseUrl', 'published.baseUrl']],
    why: 'TypeScript requires this check: an issuing credential exists only for a published access token.',
  },
  {
    file: 'functions/rotation/may-publish.ts',
    line: "if (verdict !== 'active' && !isPublishable(verdict, about.level)) {",
    changes: [
      ["verdict !== 'active'", 'true'],
      ["'active'", '""'],
    ],
    why: 'TypeScript requires this check: an active access token is publishable at each service level.',
  },
  {
    file: 'functions/rotation/next-state.ts',
    line: 'if (accessToken !== undefined && isTooShortLived(accessToken, policy)) {',
    changes: [['accessToken !== undefined', 'true']],
    why: 'TypeScript requires this check: a successful probe or rotation has an access token.',
  },
  {
    file: 'functions/rotation/next-state.ts',
    line: "if (accessToken?.verified === true) return statusNow(before, 'fresh', undefined, now);",
    changes: [['accessToken?.verified', 'accessToken.verified']],
    why: 'TypeScript requires this check: a successful probe or rotation has an access token.',
  },
  {
    file: 'functions/rotation/inspect-credentials.ts',
    line: 'if (state.accessToken?.verified === false) return credentials;',
    changes: [['state.accessToken?.verified', 'state.accessToken.verified']],
    why: 'TypeScript requires this check: only a published access token is probed.',
  },
  {
    file: 'functions/rotation/version-quota.ts',
    line: 'if (secrets.accessToken === undefined) return countYoung([], now);',
    changes: [['[]', '["Stryker was here"]']],
    why: 'The text is not a time within the last day, so it is not counted.',
  },
  {
    file: 'functions/rotation/probe.ts',
    line: "if (published === undefined || verifier === undefined) return 'impossible';",
    changes: [['published === undefined', 'false']],
    why: 'TypeScript requires this check: without a published access token no credential is found.',
  },
  {
    file: 'functions/rotation/derived-version-id.ts',
    line: "return hash('sha256', `${integration}|${baseVersionId ?? 'none'}|${generation}`);",
    changes: [["'none'", '""']],
    why: 'The text only has to differ from every VersionId, and no VersionId is empty.',
  },
  {
    file: 'functions/rotation/publish.ts',
    line: 'if (current === undefined || accessToken === undefined) return undefined;',
    changes: [['current === undefined', 'false']],
    why: 'A secret without a value has no document, which TypeScript cannot infer.',
  },
  {
    file: 'functions/sweep/queue/heap.ts',
    line: 'return upper !== undefined && (lower === undefined || isBefore(upper, lower));',
    changes: [['lower === undefined', 'false']],
    why: 'The heap compares only existing items, which TypeScript cannot infer.',
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
    why: 'Both items exist, which TypeScript cannot infer. In an empty heap neither exists, and pop removes the item that this adds.',
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
    why: 'An unknown host has no pause, so the result is -Infinity in both cases; TypeScript requires the distinction.',
  },
  {
    file: 'functions/sweep/queue/concurrency-limiter.ts',
    line: 'if (host === undefined || work === undefined) return undefined;',
    changes: [
      ['host === undefined || work === undefined', 'host === undefined && work === undefined'],
      ['host === undefined', 'false'],
      ['work === undefined', 'false'],
    ],
    why: 'The next host always has pending work, so both are undefined or neither is, which TypeScript cannot infer.',
  },
  {
    file: 'functions/sweep/queue/concurrency-limiter.ts',
    line: 'return one.urgency < other.urgency;',
    changes: [['one.urgency < other.urgency', 'one.urgency <= other.urgency']],
    why: 'Equally urgent work may start in any order.',
  },
  {
    file: 'functions/sweep/queue/concurrency-limiter.ts',
    line: 'return one.starts < other.starts || (one.starts === other.starts && one.urgency < other.urgency);',
    changes: [['one.urgency < other.urgency', 'one.urgency <= other.urgency']],
    why: 'Equally urgent work may start in any order.',
  },
  {
    file: 'functions/sweep/integration-events.ts',
    line: "if (outcome.kind === 'rotated' && after.accessToken !== undefined) {",
    changes: [['after.accessToken !== undefined', 'true']],
    why: 'After a rotation the state has an access token, which TypeScript cannot infer.',
  },
  {
    file: 'functions/integration/integration-tags.ts',
    line: 'if (version === undefined || attempts === undefined || nextAttemptAt === undefined) return undefined;',
    changes: [['attempts === undefined', 'false']],
    why: 'TypeScript requires the check: the word "undefined" has no digits, which the next line requires.',
  },
  {
    file: 'functions/integration/tag-fields.ts',
    line: "if (value === undefined || value === '') return NO_FIELDS;",
    changes: [
      ["value === ''", 'false'],
      ["''", '"Stryker was here!"'],
    ],
    why: 'An empty text has no fields either way. This only saves the split.',
  },
  {
    file: 'functions/integration/tag-fields.ts',
    line: 'if (text === undefined) return undefined;',
    changes: [['text === undefined', 'false']],
    why: '`Date.parse` returns NaN for a missing text. This only saves the call.',
  },
  {
    file: 'functions/integration/integration-tags.ts',
    line: "return (tags[Tag.minters] ?? '')",
    changes: [["''", '"Stryker was here!"']],
    why: 'No word of either text is the id of a minter.',
  },
  {
    file: 'functions/integration/outcome-counts.ts',
    line: 'if (month === undefined || !/^\\d{4}-(?:0[1-9]|1[0-2])$/.test(month)) return undefined;',
    changes: [['month === undefined', 'false']],
    why: 'TypeScript requires the check: the word "undefined" is no month.',
  },
  {
    file: 'functions/integration/outcome-counts.ts',
    line: "const [, rotated, failed, renewed] = /^(\\d{1,6})\\/(\\d{1,6})\\/(\\d{1,6})$/.exec(text ?? '') ?? [];",
    changes: [
      ["''", '"Stryker was here!"'],
      ['[]', '["Stryker was here"]'],
    ],
    why: 'Neither text has the form of counts, and nothing reads the first item of the list.',
  },
  {
    file: 'functions/integration/plausible-state.ts',
    line: 'baseUrl: baseUrl !== undefined && isOrigin(baseUrl) ? baseUrl : undefined,',
    changes: [['baseUrl !== undefined', 'true']],
    why: 'TypeScript requires the check: the word "undefined" is no URL.',
  },
  {
    file: 'functions/integration/plausible-state.ts',
    line: 'inactiveAt: inactiveAt !== undefined && inactiveAt > now + CLOCK_TOLERANCE_MS ? undefined : inactiveAt,',
    changes: [['inactiveAt !== undefined', 'true']],
    why: 'TypeScript requires the check: without an instant the result is undefined in both cases.',
  },
  {
    file: 'functions/integration/plausible-state.ts',
    line: 'return code !== undefined && /^[A-Za-z]{1,40}$/.test(code) ? code : undefined;',
    changes: [['code !== undefined', 'true']],
    why: 'TypeScript requires the check: without a code the result is undefined in both cases.',
  },
  {
    file: 'functions/integration/rate-limiter.ts',
    line: 'let nextFreeAt = -Infinity;',
    changes: [['-Infinity', '+Infinity']],
    why: 'The first call resets an instant that is too far ahead, so it never waits.',
  },
  {
    file: 'functions/renewal/renew.ts',
    line: "return pending !== undefined && clock.now() - pending.createdAt < LOCK_MS ? 'held' : 'old';",
    changes: [["'held'", '""']],
    why: 'The caller compares with the other two texts, so this text only has to differ from them.',
  },
  {
    file: 'functions/renewal/store-renewed.ts',
    line: '} catch {',
    changes: [
      [
        '{ // An operator stored a document that cannot be read. It is not overwritten. return undefined; }',
        '{}',
      ],
    ],
    why: 'A function that ends without a value returns undefined as well.',
  },
];
