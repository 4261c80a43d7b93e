/** Lambda gives a function one CPU for each 1,769 MB. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MB_PER_CPU = 1_769;
/** Linux limits the CPU of a Lambda function in periods of about this length. */
const PERIOD_MS = 20;

/** The share of a CPU that a function of this memory gets; a program in one thread cannot use more than 1. */
export function cpuShareOf(memoryMb: number): number {
  return Math.min(1, memoryMb / MB_PER_CPU);
}

/**
 * Limits this process to a share of a CPU, as Lambda does. If the process has used more, its main thread stops until the
 * process is within its share again. The limit counts the CPU time of all threads and needs no special permission. A
 * busy machine makes the process slower, never faster.
 *
 * @returns a function that ends the limit
 */
export function limitCpu(share: number): () => void {
  const never = new Int32Array(new SharedArrayBuffer(4));
  let at = performance.now();
  let used = cpuMs();
  let budgetMs = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    const cpu = cpuMs();
    budgetMs = Math.min(budgetMs + (now - at) * share, PERIOD_MS * share) - (cpu - used);
    at = now;
    used = cpu;
    if (budgetMs < 0) Atomics.wait(never, 0, 0, -budgetMs / share);
  }, PERIOD_MS / 4);
  return () => clearInterval(timer);
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
