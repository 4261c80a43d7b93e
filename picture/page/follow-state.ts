/** Receives what an event stream sends. */
export interface StateListener {
  readonly onState: (text: string) => void;
  /** Called when the server does not answer. */
  readonly onLost: () => void;
}

/** Time until the next attempt after a response that is no event stream. The browser itself does not retry then. */
const RETRY_MS = 3_000;

/**
 * Follows the event stream at this address while the page is visible. A browser opens at most six connections to a server, so
 * hidden pages with a connection would block the next page.
 */
export function followState(address: string, { onState, onLost }: StateListener): void {
  let source: EventSource | undefined;
  let retry: number | undefined;
  const close = (): void => {
    source?.close();
    clearTimeout(retry);
  };
  const open = (): void => {
    close();
    source = new EventSource(address);
    source.addEventListener('state', ({ data }: MessageEvent<string>) => onState(data));
    source.addEventListener('error', () => {
      onLost();
      if (source?.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_MS);
    });
  };
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  if (!document.hidden) open();
}
