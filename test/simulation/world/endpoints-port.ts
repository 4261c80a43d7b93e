import type { Credential } from '../../../functions/integration/credential.ts';
import type { TokenEndpoints } from '../../../functions/integration/ports.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { noteRegenerated } from '../operators/stored-credentials.ts';
import { FlawFound } from '../faults/fault-kind.ts';
import type { Invocation } from './invocation.ts';
import type { PortWorld } from './world.ts';

/** Alation's token endpoints for one invocation. */
export function endpointsPort(world: PortWorld, invocation: Invocation): TokenEndpoints {
  const { alation, truth, scheduler, policy, observe } = world;
  const by = invocation.id;
  const requestOf = (
    operation: 'mint' | 'verify' | 'inspect' | 'regenerate',
    baseUrl: string,
    credential: Credential,
  ) => ({
    operation,
    baseUrl,
    integration: truth.ownerOf(secretOf(credential)),
    credential: credential.kind,
  });

  return {
    async mint(baseUrl, credential) {
      const request = requestOf('mint', baseUrl, credential);
      const { integration } = request;
      const secret = secretOf(credential);
      const requestedAt = scheduler.now();
      observe({ kind: 'mint-requested', invocation: by, integration, secret });
      try {
        return await invocation.call(request, async () => {
          const earlier = truth.lastMintedFrom(secret);
          const wasActive = earlier !== undefined && alation.isActive(earlier);
          const minted = await alation.mint(baseUrl, credential);
          const accessToken = minted.accessToken.reveal();
          truth.noteMint(accessToken, {
            integration,
            secret,
            mintedAt: scheduler.now(),
            expiresAt: minted.expiresAt,
          });
          const superseded = wasActive && !alation.isActive(earlier) ? earlier : undefined;
          const affected = truth.minted.get(superseded ?? '')?.integration ?? integration;
          const revokedOf = affected === integration ? undefined : affected;
          // The other integration finds out by a probe.
          if (revokedOf !== undefined) truth.disturb(revokedOf, scheduler.now() + policy.probeIntervalMs);
          observe({
            kind: 'minted',
            invocation: by,
            integration,
            secret,
            accessToken,
            superseded,
            revokedOf,
          });
          // `expires_in` counts from the request. The expiry of an API access token is a time of Alation's clock.
          const latencyMs = scheduler.now() - requestedAt;
          const expiresAt = minted.expiresAt - (credential.kind === 'oauth-client' ? latencyMs : 0);
          return { ...minted, issuedAt: requestedAt, expiresAt };
        });
      } catch (error) {
        if (isRejection(error)) {
          observe({ kind: 'mint-rejected', invocation: by, integration, secret });
        }
        throw error;
      }
    },
    async verify(baseUrl, accessToken, credential) {
      const request = requestOf('verify', baseUrl, credential);
      const answer = await invocation
        .call(request, () => alation.verify(baseUrl, accessToken, credential))
        .catch((error: unknown) => {
          if (error instanceof FlawFound) return error.flaw;
          throw error;
        });
      observe({
        kind: 'verified',
        invocation: by,
        integration: request.integration,
        accessToken: accessToken.accessToken.reveal(),
        answer,
      });
      return answer;
    },
    inspect(baseUrl, credential) {
      const request = requestOf('inspect', baseUrl, credential);
      const { integration } = request;
      observe({ kind: 'inspect-requested', invocation: by, integration, secret: secretOf(credential) });
      return invocation
        .call(request, () => alation.inspect(baseUrl, credential))
        .catch((error: unknown) => {
          if (isRejection(error)) return { state: 'refused' } as const;
          throw error;
        });
    },
    regenerate(baseUrl, credential) {
      const request = requestOf('regenerate', baseUrl, credential);
      const { integration } = request;
      const secret = secretOf(credential);
      observe({ kind: 'regenerate-requested', invocation: by, integration, secret });
      return invocation.call(request, async () => {
        const active = [...truth.minted.keys()].filter(alation.isActive);
        const refreshToken = await alation.regenerate(baseUrl, credential);
        const successor = refreshToken.reveal();
        const revoked = active.filter((accessToken) => !alation.isActive(accessToken));
        noteRegenerated(world, integration, secret, successor);
        observe({ kind: 'regenerated', invocation: by, integration, secret, successor, revoked });
        return refreshToken;
      });
    },
  };
}

function isRejection(error: unknown): boolean {
  return error instanceof RotationError && error.code === 'CredentialRejected';
}

/** The secret that identifies a credential. */
export function secretOf(credential: Credential): string {
  return credential.kind === 'oauth-client'
    ? credential.clientSecret.reveal()
    : credential.refreshToken.reveal();
}
