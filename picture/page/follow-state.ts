/** Receives what an event stream sends. */
export interface StateListener {
  readonly onState: (text: string) => void;
  /** The server does not answer. */
  readonly onLost: () => void;
}

/** Time until the next attempt after a response that is no event stream, after which the browser does not try again. */
const RETRY_MS = 3_000;

/**
 * Follows the event stream at this address while the page is visible. A browser opens six connections to a server: hidden
 * pages that keep one would block the next page.
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
