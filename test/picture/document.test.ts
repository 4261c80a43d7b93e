import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { dataBlock, htmlDocument } from '../../picture/document.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');

test('a page allows its own style and script by their hashes, and no request', () => {
  const html = htmlDocument({ title: 'a < b', style: 'p{}', body: '<p>', script: 'let a' }, sha256);
  expect(html).toContain(
    `content="default-src 'none'; style-src 'sha256-${sha256('p{}')}'; script-src 'sha256-${sha256('let a')}'; ` +
      `img-src data:; base-uri 'none'; form-action 'none'"`,
  );
  expect(html).toContain('<title>a &#60; b</title>');
});

test('a page without a script allows no script', () => {
  expect(htmlDocument({ title: '', style: '', body: '' }, sha256)).not.toContain('script');
});

test('data that contains a closing tag does not end its script element', () => {
  const html = dataBlock('timeline', { text: '</script><img src=x>' });
  expect(html).not.toContain('</script><img');
  expect(JSON.parse(html.replaceAll(/^<script[^>]*>|<\/script>$/g, ''))).toEqual({
    text: '</script><img src=x>',
  });
});
