/** Links to the sections (`##`) of a page, as a Markdown list. */
export function tableOfContents(page: string): string {
  return [...page.matchAll(/^## (.+)$/gm)]
    .map(([, heading = '']) => `- [${heading}](#${anchorOf(heading)})`)
    .join('\n');
}

/** The anchor that GitHub gives a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}
