import * as z from 'zod/mini';

/** A list or map in a request. AWS Query writes an empty list as the empty string. */
export function queryList<Item>(item: z.ZodMiniType<Item>): z.ZodMiniType<Item[]> {
  return z.pipe(
    z.transform((value) => (value === '' ? [] : value)),
    z.array(item),
  );
}
