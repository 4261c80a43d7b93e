import { BootstraplessSynthesizer, Fn } from 'aws-cdk-lib';
import type { FileAssetLocation, FileAssetSource } from 'aws-cdk-lib';

/** Names of the template's parameters: where an operator uploads the code of the functions. */
export const CodeParameter = { bucket: 'CodeBucket', prefix: 'CodePrefix' } as const;

/** A zip that an operator uploads, and the folder with its content, below the output folder of the app. */
export interface CodeArchive {
  readonly name: string;
  readonly folder: string;
}

/**
 * Makes a template that needs neither the CDK nor a bootstrapped account: parameters name the bucket with the code. The
 * name of a zip changes with its content, so that CloudFormation updates the function.
 */
export class TemplateSynthesizer extends BootstraplessSynthesizer {
  // The CDK copies synthesizers, so this is not a #private field, which a copy would lack.
  private readonly archives: CodeArchive[];

  /** @param archives receives the zips that the template needs */
  constructor(archives: CodeArchive[]) {
    super();
    this.archives = archives;
  }

  override addFileAsset({ sourceHash, fileName = '' }: FileAssetSource): FileAssetLocation {
    const name = `${sourceHash.slice(0, 32)}.zip`;
    this.archives.push({ name, folder: fileName });
    const bucketName = Fn.ref(CodeParameter.bucket);
    const objectKey = `${Fn.ref(CodeParameter.prefix)}${name}`;
    return {
      bucketName,
      objectKey,
      httpUrl: `https://${bucketName}.s3.amazonaws.com/${objectKey}`,
      s3ObjectUrl: `s3://${bucketName}/${objectKey}`,
    };
  }
}
