import { Tag } from '../../../functions/contract.ts';
import { contestedIsReported } from '../invariants/contested-is-reported.ts';
import { forbiddenIsReportedOnce } from '../invariants/forbidden-is-reported-once.ts';
import { sentStagesWereAlerted } from '../invariants/sent-stages-were-alerted.ts';
import { sentAfterAccepted } from '../invariants/sent-after-accepted.ts';
import type { Break } from './break.ts';
import { inListedToWarner, inTags, mapValues } from './bugs.ts';

/** Bugs in alerts, and in the tags that cause an alert or record that it was sent. */
export const warnerBreaks: readonly Break[] = [
  {
    what: 'the warner ignores that SNS refuses an alert',
    invariant: sentAfterAccepted,
    bug: {
      warner: (deps) => ({
        ...deps,
        topic: { ...deps.topic, publish: (alert) => deps.topic.publish(alert).catch(() => {}) },
      }),
    },
  },
  {
    what: 'the warner writes the tags before it sends the alert',
    invariant: sentAfterAccepted,
    bug: {
      warner: (deps) => ({
        ...deps,
        topic: {
          ...deps.topic,
          async publish(alert) {
            void deps.clock.sleep(1).then(() => deps.topic.publish(alert));
          },
        },
      }),
    },
  },
  {
    what: 'an alert holds only its first notification',
    invariant: sentStagesWereAlerted,
    bug: {
      warner: (deps) => ({
        ...deps,
        topic: {
          ...deps.topic,
          publish: (alert) => deps.topic.publish({ ...alert, body: alert.body.split('\n\n')[0] ?? '' }),
        },
      }),
    },
  },
  {
    what: 'the tags never show the warner that it sent an alert about a forbidden credential',
    invariant: forbiddenIsReportedOnce,
    bug: inListedToWarner((listed) => ({
      ...listed,
      tags: mapValues(listed.tags, (value) => value.replace(/ (?:rejected|secret)=\S+/g, '')),
    })),
  },
  {
    what: 'the rotator does not record that another program mints',
    invariant: contestedIsReported,
    bug: inTags((tags) => Object.fromEntries(Object.entries(tags).filter(([key]) => key !== Tag.contested))),
  },
  {
    what: 'the warner drops the alerts about contested integrations',
    invariant: contestedIsReported,
    bug: {
      warner: (deps) => ({
        ...deps,
        topic: {
          ...deps.topic,
          publish: (alert) =>
            deps.topic.publish({ ...alert, body: alert.body.replaceAll(' (contested since ', ' (') }),
        },
      }),
    },
  },
];
