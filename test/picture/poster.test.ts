import { expect, test } from 'vitest';
import { dark, light } from '../../picture/colours.ts';
import { legend } from '../../picture/legend.ts';
import { drawPoster } from '../../picture/poster.ts';
import { fullView } from '../../picture/view.ts';
import { nightlyExport, tenDays } from './example-timeline.ts';

const poster = (colours = light) =>
  drawPoster({
    timeline: tenDays,
    view: fullView(tenDays),
    colours,
    verdict: ({ name }) => ({ isGood: name !== 'nightly-export', text: 'a <verdict>' }),
  });

test('a poster is one SVG file with all integrations, their verdicts and a legend', () => {
  const svg = poster();
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[\s\S]*<\/svg>\n$/);
  expect(svg).toContain('>nightly-export<');
  expect(svg).toContain('class="heading bad" x="920" y="14" text-anchor="end">a &#60;verdict&#62;<');
  expect(svg).toContain('class="heading good"');
  expect(svg).toContain('>published access token, by credential<');
  expect(svg).toContain('<title>nightly-export: one refresh token;');
});

test('a poster has the colours of its theme, and loads nothing', () => {
  expect(poster(dark)).toContain(`--ground:${dark['ground']}`);
  expect(poster(dark).replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|@import/);
});

test('a legend names only the shapes that occur in the timeline', () => {
  expect(legend(tenDays)).toContain('a refresh token expired');
  expect(legend(tenDays)).not.toContain('the rotator renews');
  const { reads: _, ...unread } = nightlyExport;
  expect(legend({ ...tenDays, integrations: [{ ...unread, reads: undefined }] })).not.toContain('reads');
});
