import { expect, test } from 'vitest';
import { bars, escapeText, label } from '../../picture/svg.ts';

test('bars of one row are one path, and bars that touch are one bar', () => {
  expect(
    bars(
      'published',
      [
        [10, 20],
        [20, 30],
        [42.04, 50],
      ],
      8,
      14,
    ),
  ).toBe('<path class="published" d="M10 8h20m12 0h8" stroke-width="14"/>');
});

test('a bar of no length is still visible', () => {
  expect(bars('refused', [[5, 5]], 4, 9)).toContain('M5 4h0.6');
});

test('a row without bars has no element', () => {
  expect(bars('failed', [], 4, 9)).toBe('');
});

test('a text cannot end its element or attribute', () => {
  expect(escapeText(`</text><script>"&`)).toBe('&#60;/text&#62;&#60;script&#62;&#34;&#38;');
  expect(label('name', 0, 13, '<b>')).toBe('<text class="name" x="0" y="13">&#60;b&#62;</text>');
});
