import { expect, test } from 'vitest';
import { Tag } from '../../functions/contract.ts';
import { changedTags, parseIntegrationState } from '../../functions/integration/integration-tags.ts';
import type { Tags } from '../../functions/integration/ports.ts';
import { parseTagFields } from '../../functions/integration/tag-fields.ts';
import {
  changedNotificationTags,
  parseNotificationState,
} from '../../functions/warning/notification-state.ts';
import { notificationTagsOf010, stateTagsOf010 } from './tags-0.1.0.ts';

const states: readonly (readonly [string, Tags])[] = Object.entries(stateTagsOf010);

test.each(states)('an upgrade keeps the state %s of release 0.1.0', (name, tags) => {
  const state = parseIntegrationState(tags);
  const statusTag = tags[Tag.status] ?? '';
  expect(state.status?.state).toBe(parseTagFields(statusTag)['state']);
  expect(state.credentials.map((credential) => credential.versionId)).not.toContain(undefined);
  // Only the schema version of the status is added, and only the field `probed` of the access token is removed.
  const { [Tag.accessToken]: accessToken, ...others } = changedTags(state, tags);
  expect(others).toEqual({ [Tag.status]: `${statusTag} schema=1` });
  expect(accessToken).toBe(tags[Tag.accessToken]?.replace(/ probed=\S+/, ''));
  expect(name === 'rejected' ? state.accessToken : state.accessToken?.credential).toBe(
    parseTagFields(tags[Tag.accessToken])['credential'],
  );
});

test.each(states)(
  'after a rollback, release 0.1.0 finds each of its fields except probed in the state %s',
  (_, tags) => {
    const written: Tags = changedTags(parseIntegrationState(tags), {});
    expect(Object.keys(written)).toEqual(Object.keys(tags));
    // Release 0.1.0 reads fields by name, and two tags as a whole. Without `probed`, release 0.1.0 probes by the time of issue.
    for (const [key, value] of Object.entries(tags)) {
      const { probed, ...fields } = parseTagFields(value);
      expect(parseTagFields(written[key])).toMatchObject(fields);
      expect(probed === undefined).toBe(key !== Tag.accessToken);
    }
    expect(written[Tag.baseUrl]).toBe(tags[Tag.baseUrl]);
    expect(written[Tag.acceptedVersion]).toBe(tags[Tag.acceptedVersion]);
  },
);

test('release 0.1.0 finds its fingerprints in the tags of a contested integration, and a rollback does not end the contest', () => {
  const before = parseIntegrationState(stateTagsOf010.fresh);
  const after = {
    ...before,
    contest: { credential: 'tableau-a', since: 0, sharedWith: 'loader' },
    credentials: before.credentials.map((credential) => ({ ...credential, minter: '0123456789abcdef' })),
  };
  const written = changedTags(after, {});
  const added = Object.keys(written).filter((key) => !(key in stateTagsOf010.fresh));
  expect(added.toSorted()).toEqual([Tag.contested, Tag.minters]);
  for (const key of [Tag.accessToken, `${Tag.credentialPrefix}1`, `${Tag.credentialPrefix}2`]) {
    const fields = parseTagFields(stateTagsOf010.fresh[key as keyof typeof stateTagsOf010.fresh]);
    expect(parseTagFields(written[key])['secret']).toBe(fields['secret']);
  }
  // If release 0.1.0 writes the status again, the contest does not end: the next sweep reads the other tags.
  const rolledBack = { ...written, [Tag.status]: 'state=fresh since=2026-11-23T08:00:00.000Z' };
  expect(parseIntegrationState(rolledBack).contest).toMatchObject({ sharedWith: 'loader' });
});

test('an upgrade and a rollback keep the notification state of the warner of release 0.1.0', () => {
  const state = parseNotificationState(notificationTagsOf010);
  expect(state).toMatchObject({
    state: 'failing',
    failure: { kinds: ['rejected', 'wait'] },
    credentials: [{ name: 'tableau-a', stage: 14 }, { name: 'loader' }],
  });
  expect(changedNotificationTags(state, notificationTagsOf010)).toEqual({});
});
