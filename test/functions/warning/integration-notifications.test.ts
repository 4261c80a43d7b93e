import { expect, test } from 'vitest';
import { integrationText, stopText } from '../../../functions/warning/integration-notifications.ts';
import type { IntegrationNotifications } from '../../../functions/warning/integration-notifications.ts';
import type { Notification } from '../../../functions/warning/notification.ts';
import { notificationOf } from './notification-fixture.ts';

const context = { secretPrefix: 'alation', where: 'acme-prod eu-west-1' };
const runbookUrl = 'https://wiki.example.com/runbook';
const about = (integration: string, ...notifications: readonly Notification[]): IntegrationNotifications => ({
  integration,
  owner: undefined,
  baseUrl: undefined,
  credentialKinds: ['refresh-token'],
  notifications,
});
const warning = notificationOf('warning');
const fixed: Notification = { ...warning, fix: { kind: 'command', does: 'Do this' } };
const linksOf = (text: string) => text.split('\n').filter((line) => line.startsWith('More: '));

test.each<{ sentence: string; notifications: readonly Notification[]; links: readonly string[] }>([
  { sentence: 'one that nobody must fix has no link', notifications: [warning], links: [] },
  { sentence: 'two with one fix have one link', notifications: [fixed, fixed], links: [''] },
  {
    sentence: 'two with one fix and different sections have two links',
    notifications: [
      { ...fixed, runbookSection: 'one' },
      { ...fixed, runbookSection: 'two' },
    ],
    links: ['#one', '#two'],
  },
])('of the notifications of an integration, $sentence', ({ notifications, links }) => {
  const all = about('bi', ...notifications);
  expect(linksOf(integrationText(all, { ...context, runbookUrl }))).toEqual(
    links.map((link) => `More: ${runbookUrl}${link}`),
  );
  expect(linksOf(integrationText(all, context))).toEqual([]);
});

const info = notificationOf('info');
const pauseCommand = (integration: string) =>
  `To stop the alerts about an integration, pause its rotation:\n     npx --no-install alation-tokens pause ${integration}`;

test.each([
  { sentence: 'no integration has an alert to stop', all: [about('one', info)], text: '' },
  {
    sentence: 'the only integration is paused',
    all: [about('one', notificationOf('warning', 'paused'))],
    text: '',
  },
  { sentence: 'one has', all: [about('one', info), about('two', info, warning)], text: pauseCommand('two') },
  {
    sentence: 'two have',
    all: [about('one', warning), about('two', warning)],
    text: pauseCommand('<integration>'),
  },
])('if $sentence, the text about stopping the alerts is: $text', ({ all, text }) => {
  expect(stopText(all, context)).toBe(text);
});
