import { escapeText } from './svg.ts';
import type { IntegrationTimeline } from './timeline.ts';

/**
 * The result of an integration, in a few words. `attention`: consumers work, but the rotator retries or a person may have
 * to act. `none`: the result is not known yet. `detail` is less important.
 */
export interface Verdict {
  readonly kind: 'good' | 'attention' | 'bad' | 'none';
  readonly text: string;
  readonly detail?: string | undefined;
}

/** What a section shows of an integration. `picture` and `below` are HTML; `below` is shown under the picture. */
export interface SectionParts {
  readonly integration: Pick<IntegrationTimeline, 'name' | 'about'>;
  readonly verdict: Verdict;
  readonly picture: string;
  readonly below?: string | undefined;
}

/** One integration in a page: its name, its verdict and its picture. */
export function integrationSection({ integration, verdict, picture, below = '' }: SectionParts): string {
  const { name, about } = integration;
  return (
    `<section class="integration"><header><h2>${escapeText(name)}</h2><p>${escapeText(about)}</p>` +
    `${verdictText(verdict)}</header><div class="plot" data-integration="${escapeText(name)}">` +
    `${picture}</div>${below}</section>`
  );
}

const SIGNS = { good: '✓ ', attention: '! ', bad: '✕ ', none: '' } as const;

/** A verdict as HTML. */
export function verdictText({ kind, text, detail }: Verdict): string {
  const rest = detail === undefined ? '' : `<span>, ${escapeText(detail)}</span>`;
  return `<p class="verdict ${kind}">${SIGNS[kind]}${escapeText(text)}${rest}</p>`;
}
