const IMF_FIXDATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * An HTTP-date in its preferred form as ms since the epoch; undefined for anything else (RFC 9110 section 5.6.7).
 * `Date.parse` alone would accept "1.5" as a day in 2001.
 */
export function parseHttpDate(text: string | null): number | undefined {
  if (text === null || !IMF_FIXDATE.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
