import { Tag } from '../../../functions/contract.ts';
import type { Invariant } from './invariant.ts';

/**
 * The warner marks notifications about an integration as sent only after SNS accepted every alert about the
 * integration: at least one alert, and none is refused or sent afterwards.
 */
export const sentAfterAccepted: Invariant = {
  name: 'no notification is marked as sent before SNS accepted its alert',
  watch(_, report) {
    /** Alerts that SNS has not accepted yet, by invocation and integration. */
    const open = new Map<string, number>();
    const marked = new Set<string>();
    const note = (invocation: number, integrations: readonly string[], by: number) => {
      for (const integration of integrations) {
        const key = `${invocation} ${integration}`;
        open.set(key, (open.get(key) ?? 0) + by);
        if (marked.has(key)) report(`${integration}: an alert was sent after its notifications were marked`);
      }
    };
    return {
      see(seen) {
        switch (seen.kind) {
          case 'alert-requested':
            note(seen.invocation, seen.alert.integrations, 1);
            return;
          case 'alerted':
            note(seen.invocation, seen.alert.integrations, -1);
            return;
          case 'tagged': {
            if (!Object.keys(seen.tags).some((tag) => tag === Tag.said || tag.startsWith(Tag.warnedPrefix)))
              return;
            const key = `${seen.invocation} ${seen.integration}`;
            marked.add(key);
            const left = open.get(key);
            if (left === undefined) report(`${seen.integration}: marked as sent without an alert`);
            else if (left > 0) report(`${seen.integration}: SNS did not accept ${left} alert(s)`);
            return;
          }
          case 'ended':
          case 'crashed':
            for (const key of open.keys()) if (key.startsWith(`${seen.invocation} `)) open.delete(key);
            return;
          default:
        }
      },
    };
  },
};
