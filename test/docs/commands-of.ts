/** Every line with `npx alation-tokens` that a reader of a page may paste into a shell. */
export function commandsOf(page: string): readonly string[] {
  return [...page.matchAll(/^ *```sh\n(.*?)^ *```/gms)]
    .flatMap(([, block = '']) => block.split('\n'))
    .map((line) => line.trim())
    .filter((line) => line.includes('npx alation-tokens'));
}
