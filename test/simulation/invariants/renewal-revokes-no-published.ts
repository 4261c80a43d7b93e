import type { Invariant } from './invariant.ts';

/**
 * If Alation revokes only the access tokens of the renewed refresh token, no published access token is revoked. If Alation
 * revokes more, the rotator renews no further refresh token of that host, so only the first integration is affected.
 * Exceptions: two concurrent rotators, stale reads, lost tags, and a fault in the invocation that renewed first.
 */
export const renewalRevokesNoPublished: Invariant = {
  name: 'a renewal revokes no published access token, or the rotator renews no further refresh token of that host',
  watch({ truth, scenario, running, coverage }, report) {
    const { others } = scenario.behaviour.regeneration;
    const isHarmful = others !== 'kept';
    const overlapping = new Set<number>();
    const withFaults = new Set<number>();
    /** The last harmful renewal at each host. */
    const renewedAt = new Map<string, { readonly integration: string; readonly invocation: number }>();
    let tagsWereLost = false;
    return {
      see(seen) {
        switch (seen.kind) {
          case 'started':
            if (running.rotator.size > 1) for (const one of running.rotator) overlapping.add(one);
            return;
          case 'described':
          case 'read':
            // A rotator with stale reads acts like the slower of two concurrent rotators.
            if (seen.isStale) overlapping.add(seen.invocation);
            return;
          case 'fault':
          case 'crashed':
            withFaults.add(seen.invocation);
            return;
          case 'act':
            if (seen.act === 'lose-tags') tagsWereLost = true;
            return;
          case 'regenerated': {
            const { invocation, integration, secret, successor, revoked } = seen;
            const published = [...truth.integrations.values()].filter((one) =>
              revoked.includes(one.published?.accessToken ?? ''),
            );
            if (!isHarmful) {
              for (const one of overlapping.has(invocation) ? [] : published)
                report(`${one.name}: its published access token was revoked`);
              return;
            }
            if (published.length > 0) coverage.count('renewals that revoked a published access token');
            if (secret === successor) return;
            const host = truth.integrations.get(integration)?.plan.baseUrl ?? '';
            const earlier = renewedAt.get(host);
            const wasFoundOut = earlier !== undefined && !withFaults.has(earlier.invocation);
            if (wasFoundOut && !tagsWereLost && !overlapping.has(invocation))
              report(`${integration}: renewed after a harmful renewal of ${earlier.integration}`);
            renewedAt.set(host, { integration, invocation });
            return;
          }
          default:
        }
      },
    };
  },
};
