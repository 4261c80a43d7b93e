/**
 * A value for an error message: JSON of at most 100 characters, without user name and password. Any text before the
 * last `@`, except a scheme, may be a password and is removed, but not in an e-mail address.
 */
export function shownValue(value: unknown, { isEmail = false } = {}): string {
  const json = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'string' ? withoutUserInfo(inner, isEmail) : inner,
  );
  return json.length > 100 ? `${json.slice(0, 100)}…` : json;
}

function withoutUserInfo(text: string, isEmail: boolean): string {
  const at = text.lastIndexOf('@');
  const before = text.slice(0, Math.max(at, 0));
  if (before === '' || (isEmail && !/[:/]/.test(before))) return text;
  const [scheme = ''] = /^[a-z][a-z0-9+.-]*:\/\//i.exec(before) ?? [];
  return `${scheme}…${text.slice(at)}`;
}
