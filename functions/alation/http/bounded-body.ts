import type { ResponseBody } from './response.ts';

/** Limit for the body of a response, in bytes. The longest response of the API is below 4 KiB. */
export const MAX_BODY_BYTES = 65_536;

/**
 * Reads a body as UTF-8 text. Counts the decompressed bytes while they arrive and stops at the limit, so an endless
 * body or a gzip bomb cannot fill the memory.
 */
export async function readBoundedBody(response: Response): Promise<ResponseBody> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  if (response.body === null) return { kind: 'text', text };
  const reader = response.body.getReader();
  for (;;) {
    const chunk = await reader.read().catch(() => undefined);
    if (chunk === undefined) return { kind: 'incomplete' };
    if (chunk.done) break;
    bytes += chunk.value.byteLength;
    const part = bytes > MAX_BODY_BYTES ? undefined : decode(decoder, chunk.value);
    if (part === undefined) {
      await reader.cancel().catch(() => undefined);
      return { kind: 'unusable' };
    }
    text += part;
  }
  const rest = decode(decoder);
  return rest === undefined ? { kind: 'unusable' } : { kind: 'text', text: text + rest };
}

function decode(decoder: InstanceType<typeof TextDecoder>, chunk?: Uint8Array): string | undefined {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch {
    return undefined;
  }
}
