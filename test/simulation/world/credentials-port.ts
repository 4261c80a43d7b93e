import type { CredentialsStore } from '../../../functions/integration/ports.ts';
import { noteRenewed } from '../operators/stored-credentials.ts';
import type { Invocation } from './invocation.ts';
import type { PortWorld } from './world.ts';

/** What renewals read and write in Secrets Manager, for one invocation. */
export function credentialsPort(world: PortWorld, invocation: Invocation): CredentialsStore {
  const { store, observe } = world;
  const by = invocation.id;
  return {
    putPending: (integration, document, versionId) =>
      invocation.call({ operation: 'put-credentials', integration }, async () => {
        const stored = await store.putPending(integration, document, versionId);
        const text = document.reveal();
        if (stored === 'stored') observe({ kind: 'pending', invocation: by, integration, versionId, text });
        return stored;
      }),
    readPending: (integration) =>
      invocation.call({ operation: 'read-credentials', integration }, () => store.readPending(integration)),
    readCurrent: (integration) =>
      invocation.call({ operation: 'read-credentials', integration }, () => store.readCurrent(integration)),
    moveCurrent: (integration, from, to) =>
      invocation.call({ operation: 'move-credentials', integration }, async () => {
        const before = store.currentCredentials(integration)?.text ?? '';
        const moved = await store.moveCurrent(integration, from, to);
        if (moved === 'refused') return moved;
        const after = store.currentCredentials(integration)?.text ?? '';
        noteRenewed(world, integration, to);
        observe({ kind: 'renewed', invocation: by, integration, versionId: to, before, after });
        return moved;
      }),
  };
}
