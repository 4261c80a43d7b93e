const CHECK_INTERVAL_MS = 500;

/**
 * Calls `end` when the shell in which npm runs this script has ended. npm sends its signals to the shell. Most shells
 * then end without ending this process, so its ports would stay in use.
 */
export function endWithNpm(end: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const shell = process.ppid;
  setInterval(() => {
    if (process.ppid !== shell) end();
  }, CHECK_INTERVAL_MS).unref();
}
