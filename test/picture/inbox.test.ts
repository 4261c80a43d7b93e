import { expect, test } from 'vitest';
import { inboxText, mailItem } from '../../picture/inbox.ts';

const mail = {
  id: 'one',
  severity: 'critical',
  owner: 'bi',
  subject: '[CRITICAL] demo: rotation failing for 3 h (acme eu-west-1)',
  body: 'demo: rotation has been failing.\n<b>Not HTML</b>',
  sentAt: Date.UTC(2027, 0, 1, 8),
} as const;

test('a mail shows its severity once, its subject, its recipient and its time, and its text escaped', () => {
  const html = mailItem({ mail, earlier: [] });
  expect(html).toContain('<span class="severity critical">critical</span>');
  expect(html).toContain('>demo: rotation failing for 3 h (acme eu-west-1)<');
  expect(html).toContain('to bi, 2027-01-01 08:00 UTC');
  expect(html).toContain('&#60;b&#62;Not HTML');
});

test('a mail without owner goes to the operators', () => {
  expect(mailItem({ mail: { ...mail, owner: undefined }, earlier: [] })).toContain('to the operators, ');
});

test('a repeated mail shows how often and when it was sent', () => {
  const html = mailItem({ mail, earlier: [Date.UTC(2026, 11, 31, 8), Date.UTC(2026, 11, 30, 8)] });
  expect(html).toContain('to bi, 2027-01-01 08:00 UTC, 3 times');
  expect(html).toContain('Sent before: 2026-12-31 08:00 UTC, 2026-12-30 08:00 UTC<');
});

test('the number of mails is given in words', () => {
  expect([0, 1, 2].map(inboxText)).toEqual(['No mail yet.', '1 mail', '2 mails']);
});
