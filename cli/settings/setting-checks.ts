import { INTEGRATION_NAME } from '../../functions/contract.ts';
import { givenText } from '../text/given-text.ts';

// Each check returns the problem of an answer, or undefined for a valid answer. The deployment checks every setting
// again, so these only find typing errors early.

/** A host name, or `*.` and a domain. */
export function hostProblem(text: string): string | undefined {
  if (/^(?:\*\.[a-z0-9-]+\.)?(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*$/.test(hostOf(text))) return undefined;
  return `The host must be a name such as acme.alationcloud.com; got ${givenText(text)}`;
}

/** The host of an address that was copied from the browser. */
export function hostOf(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '');
}

/** An e-mail address. */
export function emailProblem(text: string): string | undefined {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return undefined;
  return `The address must be an e-mail address such as data-platform@your-company.com; got ${givenText(text)}`;
}

/** The name of an integration. */
export function integrationProblem(text: string): string | undefined {
  if (INTEGRATION_NAME.test(text)) return undefined;
  return `The name must have 1 to 64 characters of a-z, 0-9 and -, without - at either end; got ${givenText(text)}`;
}

/** A team or an e-mail address; empty for none. */
export function ownerProblem(text: string): string | undefined {
  if (/^[A-Za-z0-9 _.:/=+@-]{0,256}$/.test(text)) return undefined;
  return `The owner must have at most 256 characters: letters, digits, spaces and _.:/=+@-; got ${givenText(text)}`;
}

/** The ARN of an IAM role. */
export function roleProblem(text: string): string | undefined {
  if (/^arn:aws(?:-us-gov)?:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/.test(text)) return undefined;
  return `A reader must be the ARN of an IAM role such as arn:aws:iam::111122223333:role/loader; got ${givenText(text)}`;
}
