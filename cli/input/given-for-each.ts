import { Sensitive } from '../../functions/integration/sensitive.ts';
import { usageError } from '../cli-error.ts';
import { INPUT } from './given-input.ts';

const FORM =
  'Give {"<integration>": "<refresh token>", "<integration>": {"refresh_token": "…", "user_id": 1}, …}';

/**
 * The credentials of several integrations from one JSON object, by the names of the integrations.
 *
 * @throws CliError which quotes nothing of the input, if it does not hold exactly these integrations
 */
export function givenForEach(
  text: Sensitive,
  integrations: readonly string[],
): ReadonlyMap<string, Sensitive> {
  const given = new Map(
    Object.entries(parseObject(text.reveal())).map(([name, value]) => [
      name,
      new Sensitive(typeof value === 'string' ? value : JSON.stringify(value)),
    ]),
  );
  const missing = integrations.filter((name) => !given.has(name));
  if (missing.length > 0) {
    throw usageError(`${INPUT} has no credential for ${missing.join(', ')}; nothing was changed`, FORM);
  }
  const others = [...given.keys()].filter((name) => !integrations.includes(name));
  if (others.length > 0) {
    // The other names may be tokens in the wrong place.
    throw usageError(
      `${INPUT} has ${others.length} further ${others.length === 1 ? 'field' : 'fields'} besides the named integrations; nothing was changed`,
      FORM,
    );
  }
  return given;
}

function parseObject(text: string): object {
  try {
    const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {
    // The message of the parser quotes the input.
  }
  throw usageError(`${INPUT} for several integrations is not a JSON object; nothing was changed`, FORM);
}
