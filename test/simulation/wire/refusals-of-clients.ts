import type { HttpResponse } from '../../../local/http/http-message.ts';

/** A request that presents a credential. */
interface Presented {
  readonly secret?: string | undefined;
  /** How a client presents its secret; undefined for a refresh token. */
  readonly by?: 'basic' | 'body' | undefined;
}

/** Refusals of the credentials of one invocation. */
export interface RefusalsOfClients {
  /** Whether the client was refused in the other form, so that this request belongs to the same mint. */
  isSecondForm(request: Presented): boolean;
  /** Whether a response is Alation's rejection. For a client it is the refusal of the second form. */
  isFinal(request: Presented, response: HttpResponse): boolean;
}

/** Remembers which form Alation refused, because the rotator then tries the other form of client authentication. */
export function refusalsOfClients(): RefusalsOfClients {
  const refusedForm = new Map<string, Presented['by']>();
  return {
    isSecondForm: ({ secret = '', by }) => refusedForm.has(secret) && refusedForm.get(secret) !== by,
    isFinal({ secret = '', by }, { status }) {
      const isSecond = by === undefined || (refusedForm.has(secret) && refusedForm.get(secret) !== by);
      refusedForm.delete(secret);
      if (status !== 401) return false;
      if (!isSecond) refusedForm.set(secret, by);
      return isSecond;
    },
  };
}
