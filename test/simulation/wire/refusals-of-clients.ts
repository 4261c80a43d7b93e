import type { HttpResponse } from '../../../local/http/http-message.ts';

/** A request that presents a credential. */
interface Presented {
  readonly secret?: string | undefined;
  /** How a client presents its secret; undefined for a refresh token. */
  readonly by?: 'basic' | 'body' | undefined;
}

/** Refusals of the credentials of one invocation. */
export interface RefusalsOfClients {
  /** Whether Alation has just refused this client with its secret in the other place (header or body), in the same mint. */
  isSecondForm(request: Presented): boolean;
  /** Records a response. Returns whether it is Alation's rejection: for a client, the refusal of the second form. */
  recordResponse(request: Presented, response: HttpResponse): boolean;
}

/** Remembers which form Alation refused, because the rotator then tries the other form of client authentication. */
export function refusalsOfClients(): RefusalsOfClients {
  const refusedForm = new Map<string, Presented['by']>();
  return {
    isSecondForm: ({ secret = '', by }) => refusedForm.has(secret) && refusedForm.get(secret) !== by,
    recordResponse({ secret = '', by }, { status }) {
      const isSecond = by === undefined || (refusedForm.has(secret) && refusedForm.get(secret) !== by);
      refusedForm.delete(secret);
      if (status !== 401) return false;
      if (!isSecond) refusedForm.set(secret, by);
      return isSecond;
    },
  };
}
