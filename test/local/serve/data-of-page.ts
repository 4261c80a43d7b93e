import type { LiveState } from '../../../picture/live-state.ts';

/** The state in the page of a control server. */
export async function dataOfPage(controlUrl: string): Promise<LiveState> {
  const page = await (await fetch(controlUrl, { headers: { accept: 'text/html' } })).text();
  return JSON.parse(/id="state">(.*)<\/script>/.exec(page)?.[1] ?? '') as LiveState;
}
