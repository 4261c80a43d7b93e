const PREFIX = 'renewal-';

/** The VersionId of a version that the rotator stores with a renewed refresh token. The tools of AWS use a UUID. */
export function ownVersionId(unique: string): string {
  return `${PREFIX}${unique}`;
}

/** Whether the rotator, and not an operator, stored this version of the credentials secret. */
export function isOwnVersion(versionId: string | undefined): boolean {
  return versionId?.startsWith(PREFIX) === true;
}
