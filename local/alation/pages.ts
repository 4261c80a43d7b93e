import { createHash } from 'node:crypto';
import { htmlDocument } from '../../picture/document.ts';
import { pageStyle } from '../../picture/page-style.ts';
import { escapeText } from '../../picture/svg.ts';
import type { Endpoint } from './endpoint.ts';
import type { Instance } from './instance.ts';
import { html } from './responses.ts';

/**
 * The pages of Alation's UI to which alerts and commands link. Each page says what a person does on the page of a real
 * Alation, and shows requests to the control server that have the same effect.
 *
 * @param controlUrl address of the control server, read at each request
 */
export function pages(instance: Instance, controlUrl: () => string): readonly Endpoint[] {
  const curl = (path: string, body: object) =>
    command(`curl -s ${controlUrl()}${path}`, JSON.stringify(body));
  return [
    page('/account/auth', 'Refresh tokens', () =>
      [
        `<p>In a real Alation, a person signs in and creates or revokes refresh tokens here. Alation shows the value of a new
          refresh token once. This Alation runs on your machine, and its pages
          have no sign-on: create a refresh token with this command.</p>`,
        curl('/alation/refresh-tokens', { userId: 7, name: 'mine' }),
        `<p>Store the response with <code>npx alation-tokens onboard</code> or <code>replace</code>. Revoke the refresh token
          with the id 1:</p>`,
        curl('/alation/refresh-tokens/1/revoke', {}),
        `<h2>All refresh tokens</h2>`,
        refreshTokenTable(instance),
      ].join('\n'),
    ),
    page('/admin/auth/', 'OAuth Client Applications', () =>
      [
        `<p>In a real Alation, an administrator registers OAuth clients here. Alation shows a client secret once. This Alation
          runs on your machine: register a client with this command.</p>`,
        curl('/alation/oauth-clients', { name: 'mine' }),
        `<p>Store the response with <code>npx alation-tokens onboard</code> or <code>replace</code>.</p>`,
      ].join('\n'),
    ),
  ];
}

function page(path: string, title: string, body: () => string): Endpoint {
  return {
    name: 'page',
    method: 'GET',
    path,
    identify: () => undefined,
    handle: () => html(200, document(title, body()), { 'content-security-policy': "frame-ancestors 'none'" }),
  };
}

function document(title: string, body: string): string {
  const main = `<main><h1>${title}</h1>\n${body}\n</main>`;
  const parts = { title: `${title} of the local Alation`, style: pageStyle, body: main };
  return htmlDocument(parts, (text) => createHash('sha256').update(text).digest('base64'));
}

function command(request: string, body: string): string {
  return `<p><code>${escapeText(`${request} -d '${body}'`)}</code></p>`;
}

function refreshTokenTable({ refreshTokens }: Instance): string {
  const rows = refreshTokens.all().map((token) => {
    const { id, name, userId, expiresAt } = token;
    const cells = [id, name, String(userId), refreshTokens.status(token), day(expiresAt)];
    return `<tr>${cells.map((cell) => `<td>${escapeText(cell)}</td>`).join('')}</tr>`;
  });
  const heads = ['Id', 'Name', 'User id', 'Status', 'Expires (UTC)']
    .map((head) => `<th>${head}</th>`)
    .join('');
  return `<table><thead><tr>${heads}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
