import { Tag } from '../../../functions/contract.ts';
import { parseNotificationState } from '../../../functions/warning/notification-state.ts';
import type { CredentialNotificationState } from '../../../functions/warning/notification-state.ts';
import { alertedExpiries, isSame, stageAt } from './alerted-expiries.ts';
import type { Invariant } from './invariant.ts';

/**
 * The tags say that a warning stage was sent only if SNS accepted an alert that names the credential, its expiry and that
 * stage or a lower stage. Otherwise no later run would send an alert of that stage.
 */
export const sentStagesWereAlerted: Invariant = {
  name: 'SNS accepted an alert about every warning stage that the tags record as sent',
  watch({ store, scheduler }, report) {
    const alerted = new Map<string, { readonly expiresAt: number; readonly stage: number }[]>();
    const isAlerted = (
      integration: string,
      { name, expiresAt = -Infinity, stage = Infinity }: CredentialNotificationState,
    ) =>
      (alerted.get(`${integration} ${name}`) ?? []).some(
        (one) => isSame(one.expiresAt, expiresAt) && one.stage <= stage,
      );
    return {
      see(seen) {
        if (seen.kind === 'alerted') {
          for (const { integration, credential, expiresAt, how } of alertedExpiries(seen.alert.body)) {
            const key = `${integration} ${credential}`;
            // The date in the text is cut to the minute, so the stage may be lower than the true stage for a minute.
            const stage = how === 'expired' ? 0 : stageAt(expiresAt, scheduler.now());
            alerted.set(key, [...(alerted.get(key) ?? []), { expiresAt, stage }]);
          }
        }
        if (seen.kind !== 'tagged') return;
        if (!Object.keys(seen.tags).some((tag) => tag.startsWith(Tag.warnedPrefix))) return;
        for (const one of parseNotificationState(store.tagsOf(seen.integration)).credentials) {
          if (one.stage === undefined || isAlerted(seen.integration, one)) continue;
          report(`${seen.integration}: stage ${one.stage} of "${one.name}" is marked and was in no alert`);
        }
      },
    };
  },
};
