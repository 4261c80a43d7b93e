import { usageError } from '../cli-error.ts';
import { givenWords } from '../text/given-text.ts';

/** What can stand in a host name; which Regions there are is known to AWS. */
const REGION = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The Region by option or environment; undefined where the profile is to tell. `AWS_DEFAULT_REGION` counts after
 * `AWS_REGION`, as with the AWS CLI; the SDK does not know it.
 *
 * @throws CliError for what can be no Region
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
 */
export function chosenRegion(
  option: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION } = environment;
  const [source, region] =
    [
      ['--region', option],
      ['AWS_REGION', AWS_REGION || undefined],
      ['AWS_DEFAULT_REGION', AWS_DEFAULT_REGION || undefined],
    ].find(([, one]) => one !== undefined) ?? [];
  if (region === undefined || REGION.test(region)) return region;
  throw usageError(`${source} wants a Region such as eu-central-1, and got ${givenWords(region)}`);
}
