const LOOK_EVERY_MS = 500;

/**
 * Calls `end` when the npm that started this process is gone. npm passes a signal on to the shell that it runs a script
 * in; most shells die of it and leave their child running, on ports that the next start then finds in use.
 */
export function endWithNpm(end: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const shell = process.ppid;
  setInterval(() => {
    if (process.ppid !== shell) end();
  }, LOOK_EVERY_MS).unref();
}
