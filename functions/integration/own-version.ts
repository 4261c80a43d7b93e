const PREFIX = 'renewal-';

/** The VersionId of a version that the rotator stores with a renewed refresh token. Other programs store a UUID. */
export function ownVersionId(unique: string): string {
  return `${PREFIX}${unique}`;
}

/** Whether the rotator stored this version of the credentials secret, and no operator. */
export function isOwnVersion(versionId: string | undefined): boolean {
  return versionId?.startsWith(PREFIX) === true;
}
