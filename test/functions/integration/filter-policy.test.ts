import { expect, test } from 'vitest';
import { passesFilter, type FilterPolicy } from '../../../functions/integration/filter-policy.ts';

const critical = { severity: ['critical'], owner: ['bi-team'], integrations: ['tableau', 'loader'] };

test.each<[string, FilterPolicy, boolean]>([
  ['no condition', {}, true],
  ['the value', { severity: ['critical'] }, true],
  ['one of several values', { severity: ['warning', 'critical'] }, true],
  ['another value', { severity: ['info'] }, false],
  ['one of the values of an array', { integrations: ['loader'] }, true],
  ['two conditions of which one fails', { severity: ['critical'], owner: ['platform'] }, false],
  ['an attribute that the message does not have', { colour: ['red'] }, false],
  ['a prefix', { owner: [{ prefix: 'bi-' }] }, true],
  ['another prefix', { owner: [{ prefix: 'data-' }] }, false],
  ['a prefix of one of the values of an array', { integrations: [{ prefix: 'load' }] }, true],
  ['a list as a prefix', { owner: [{ prefix: ['bi-'] }] }, false],
  ['a suffix', { owner: [{ suffix: '-team' }] }, true],
  ['another suffix', { owner: [{ suffix: '-users' }] }, false],
  ['a suffix of one of the values of an array', { integrations: [{ suffix: 'eau' }] }, true],
  ['a list as a suffix', { owner: [{ suffix: ['-team'] }] }, false],
  ['any other value', { owner: [{ 'anything-but': ['platform'] }] }, true],
  ['any value but this one', { owner: [{ 'anything-but': 'bi-team' }] }, false],
  ['any value but this text and a number', { owner: [{ 'anything-but': ['bi-team', 5] }] }, false],
  ['any value but another text and a number', { owner: [{ 'anything-but': ['platform', 5] }] }, false],
  ['any other value of an absent attribute', { colour: [{ 'anything-but': ['red'] }] }, false],
  ['an attribute that exists', { owner: [{ exists: true }] }, true],
  ['an attribute that must not exist', { owner: [{ exists: false }] }, false],
  ['an absent attribute that must not exist', { colour: [{ exists: false }] }, true],
  ['an operator that the rotator does not know', { severity: [{ numeric: ['=', 1] }] }, false],
  ['two operators in one condition', { owner: [{ prefix: 'bi', suffix: 'team' }] }, false],
  ['a number, which no attribute of an alert is', { owner: [5] }, false],
  ['null', { owner: [null] }, false],
  ['a condition without an operator', { owner: [{}] }, false],
  ['$or, which is not a list of values of an attribute', { $or: [{ severity: ['critical'] }] }, false],
])('a critical alert passes a filter policy with %s (%j): %s', (_, policy, passes) => {
  expect(passesFilter(policy, critical)).toBe(passes);
});

test.each<[FilterPolicy, boolean]>([
  [{}, true],
  [{ severity: ['critical'] }, false],
  [{ severity: [{ exists: false }] }, true],
])('an alarm, which has no attribute, passes the filter policy %j: %s', (policy, passes) => {
  expect(passesFilter(policy, {})).toBe(passes);
});
