/** Colours of a theme, by the names of their CSS variables. Text has a contrast of at least 4.5 to 1. */
export type Colours = Readonly<Record<string, string>>;

export const light: Colours = {
  ground: '#ffffff',
  text: '#1b1f24',
  muted: '#57606a',
  rule: '#d0d7de',
  card: '#f6f8fa',
  first: '#1f6feb',
  second: '#0d8268',
  third: '#8250c4',
  fourth: '#a3582b',
  fifth: '#5c6670',
  bad: '#c9252d',
  good: '#11703c',
  worked: '#b7e0c4',
  warning: '#a85f00',
  act: '#7a3fc9',
  outage: '#f3b94d',
  'outage-text': '#8a5a00',
};

export const dark: Colours = {
  ground: '#0f1318',
  text: '#e6edf3',
  muted: '#9aa5b1',
  rule: '#2f3843',
  card: '#171d24',
  first: '#58a6ff',
  second: '#3fc79a',
  third: '#c29bff',
  fourth: '#e0935f',
  fifth: '#a5b0bb',
  bad: '#ff6b66',
  good: '#5fd38a',
  worked: '#24543a',
  warning: '#f0a33a',
  act: '#c197ff',
  outage: '#a8741a',
  'outage-text': '#e0a94a',
};

/** CSS declarations that set the variables, e.g. `--ground:#fff;--text:#000`. */
export function variables(colours: Colours): string {
  return Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');
}
