import { expect, test } from 'vitest';
import { drawAxis } from '../../picture/axis.ts';
import { drawLane } from '../../picture/lane.ts';
import { legend } from '../../picture/legend.ts';
import type { Period } from '../../picture/timeline.ts';
import { fullView } from '../../picture/view.ts';
import { DAY, nightlyExport, searchPortal, tenDays } from './example-timeline.ts';

/** Ten days with one credential for each of these endings. */
function endings(...all: readonly NonNullable<Period['ending']>[]) {
  const [credential] = nightlyExport.credentials;
  if (credential === undefined) throw new Error('no credential');
  const credentials = all.map((ending) => ({
    ...credential,
    periods: [{ from: 0, to: 5 * DAY, expiresAt: 60 * DAY, ending }],
  }));
  return { ...tenDays, integrations: [{ ...nightlyExport, credentials }] };
}

test('each mark of a picture has a key in the legend', () => {
  const { integrations } = endings('expired', 'expires', 'rejected', 'replaced', 'renewed', 'removed');
  const all = { ...tenDays, integrations: [...tenDays.integrations, ...integrations] };
  const view = fullView(all);
  const svg =
    all.integrations.map((one) => drawLane(all, one, view, 1136)).join('') + drawAxis(all, view, 1136);
  const marks = new Set(
    [...svg.matchAll(/<(?:path|text) class="([a-z-]+(?: critical)?)/g)].map(([, name]) => name),
  );
  // Texts and times need no key, and the background of a credential belongs to its line.
  for (const own of ['grid', 'lane', 'axis', 'tick', 'name', 'valid']) marks.delete(own);
  const drawn = [...marks].filter((name) => name?.endsWith('-text') !== true || name === 'alarm-text');
  expect(drawn.filter((name) => !legend(all).includes(`class="${name}`))).toEqual([]);
  expect(drawn.length).toBeGreaterThan(10);
});

test.each([
  ['expired', 'a refresh token expired'],
  ['rejected', 'Alation rejects a credential'],
  ['replaced', 'a person replaces a credential'],
  ['renewed', 'the rotator renews a refresh token'],
] as const)(
  'a credential that is %s has the key "%s" in the legend, and a removed credential does not',
  (ending, meaning) => {
    expect(legend(endings(ending))).toContain(`>${meaning}<`);
    expect(legend(endings('removed'))).not.toContain(meaning);
  },
);

test('an alarm has a key in the legend', () => {
  expect(legend(tenDays)).toContain('>alarm for all integrations<');
  expect(legend({ ...tenDays, alarms: [], integrations: [searchPortal] })).not.toContain('alarm for');
});
