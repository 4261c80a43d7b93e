/** A filter policy of an SNS subscription: the allowed values of each message attribute. */
export type FilterPolicy = Readonly<Record<string, unknown>>;

/** Message attributes by name. An attribute of type String.Array has several values. */
export type AttributeValues = Readonly<Record<string, readonly string[]>>;

/**
 * Whether a message with these attributes passes a filter policy. A condition with an operator that this function does
 * not know counts as not fulfilled. So an alert may be reported as without recipient by mistake, but a subscription never
 * counts as a recipient by mistake.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
export function passesFilter(policy: FilterPolicy, attributes: AttributeValues): boolean {
  return Object.entries(policy).every(
    ([name, allowed]) =>
      Array.isArray(allowed) && allowed.some((condition) => fulfils(condition, attributes[name] ?? [])),
  );
}

function fulfils(condition: unknown, values: readonly string[]): boolean {
  if (typeof condition === 'string') return values.includes(condition);
  if (typeof condition !== 'object' || condition === null) return false;
  const [only, ...others] = Object.entries(condition);
  if (only === undefined || others.length > 0) return false;
  const [operator, operand] = only;
  switch (operator) {
    case 'prefix':
      return typeof operand === 'string' && values.some((value) => value.startsWith(operand));
    case 'suffix':
      return typeof operand === 'string' && values.some((value) => value.endsWith(operand));
    case 'exists':
      return values.length > 0 === operand;
    case 'anything-but': {
      const refused: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
      return refused.every((one) => typeof one === 'string') && values.some((one) => !refused.includes(one));
    }
    default:
      return false;
  }
}
