import { usageError } from '../cli-error.ts';
import { givenText } from '../text/given-text.ts';

/** A label of a host name. The command has no list of Regions. */
const REGION = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The Region from the option or the environment; undefined leaves it to the profile. `AWS_DEFAULT_REGION` comes after
 * `AWS_REGION`, as in the AWS CLI; the SDK does not read it.
 *
 * @throws CliError for a text that cannot be a Region
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
  throw usageError(`${source} must be a Region such as eu-central-1; got ${givenText(region)}`);
}
