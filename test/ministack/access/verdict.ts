/** The decision of IAM about a call. */
export type Verdict = 'allowed' | 'denied' | `failed: ${string}`;

/**
 * Whether IAM allowed a call. A call that fails for another reason is neither allowed nor denied.
 *
 * A denial has several names: AccessDeniedException of Secrets Manager, AuthorizationError of SNS, and
 * KMSAccessDeniedException if SNS calls KMS.
 */
export async function verdictOf(call: Promise<unknown>): Promise<Verdict> {
  try {
    await call;
    return 'allowed';
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    const isDenied =
      /AccessDenied|AuthorizationError|NotAuthorized/.test(name) || /not authorized/i.test(message);
    return isDenied ? 'denied' : `failed: ${name}`;
  }
}
