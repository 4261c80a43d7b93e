import { expect, test } from 'vitest';
import { meaningOfStatus } from '../../../../functions/alation/http/status.ts';

test.each([
  [200, 'success'],
  [201, 'success'],
  [204, 'success'],
  [299, 'success'],
  [300, 'AlationRedirected'],
  [301, 'AlationRedirected'],
  [302, 'AlationRedirected'],
  [303, 'AlationRedirected'],
  [304, 'AlationRedirected'],
  [307, 'AlationRedirected'],
  [308, 'AlationRedirected'],
  [400, 'AlationRequestRefused'],
  [401, 'unauthorized'],
  [402, 'AlationRequestRefused'],
  [403, 'AlationForbidden'],
  [404, 'AlationRequestRefused'],
  [405, 'AlationRequestRefused'],
  [408, 'AlationUnavailable'],
  [415, 'AlationRequestRefused'],
  [418, 'AlationRequestRefused'],
  [425, 'AlationUnavailable'],
  [429, 'AlationThrottled'],
  [500, 'AlationUnavailable'],
  [501, 'AlationUnavailable'],
  [502, 'AlationUnavailable'],
  [503, 'AlationUnavailable'],
  [504, 'AlationUnavailable'],
  [599, 'AlationUnavailable'],
  [600, 'AlationAnswerMalformed'],
  [999, 'AlationAnswerMalformed'],
  [0, 'AlationAnswerMalformed'],
])('status %i means %s', (status, meaning) => {
  expect(meaningOfStatus(status, false)).toBe(meaning);
});

test.each([
  [429, 'AlationThrottled'],
  [503, 'AlationThrottled'],
  [500, 'AlationUnavailable'],
  [200, 'success'],
])('status %i with Retry-After means %s', (status, meaning) => {
  expect(meaningOfStatus(status, true)).toBe(meaning);
});
