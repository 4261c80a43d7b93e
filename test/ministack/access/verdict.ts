/** What IAM said of a call. */
export type Verdict = 'allowed' | 'denied' | `failed: ${string}`;

/**
 * Whether a call was allowed. What fails for another reason than a missing right is neither.
 *
 * Denials have several names: Secrets Manager says AccessDeniedException, SNS AuthorizationError, KMS in SNS's name
 * KMSAccessDeniedException.
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
