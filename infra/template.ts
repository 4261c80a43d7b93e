/**
 * `npm run template`: writes the CloudFormation template and the code of the functions into `dist/template/`, for
 * deployments without the CDK. `npm run template -- prod.json` takes the settings from a file, as `cdk deploy -c` does.
 */
import cdk from '../cdk.json' with { type: 'json' };
import { bundleFunctions } from './bundle-function.ts';
import { projectPath } from './project-path.ts';
import { CONTEXT_KEY } from './settings-context.ts';
import { SettingsError } from './settings-error.ts';
import { writeTemplate } from './write-template.ts';

const [settingsFile] = process.argv.slice(2);
try {
  await bundleFunctions();
  const { stackName, isInline, archives } = writeTemplate(projectPath('dist/template'), {
    ...cdk.context,
    ...(settingsFile === undefined ? {} : { [CONTEXT_KEY]: settingsFile }),
  });
  console.log(`dist/template/template.json
${archives.map((name) => `dist/template/${name}`).join('\n')}

Upload the zips to a bucket in the Region of the rotator. Deploy the template
as the stack ${stackName}, with the name of the bucket as
the parameter CodeBucket. The template creates IAM roles (CAPABILITY_IAM).${
    isInline ? '' : '\nUpload the template as well, because it is larger than 51,200 bytes.'
  }`);
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
