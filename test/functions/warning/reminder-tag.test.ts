import { expect, test } from 'vitest';
import { parseReminders } from '../../../functions/warning/reminder-tag.ts';
import { NOW } from '../rotation/state-fixture.ts';

test.each(['odd@2026-01-10T12:00:00.000Z', 'warning@never', 'warning', '@'])(
  'a field of the tag that is not a reminder (%s) is ignored, and the other fields are read',
  (field) => {
    expect(parseReminders(`paused=${field} rotation=critical@2026-01-10T12:00:00.000Z`)).toStrictEqual({
      rotation: { severity: 'critical', at: NOW },
    });
  },
);
