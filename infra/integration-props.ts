/** One integration: its two secrets are `<prefix>/<name>/credentials` and `<prefix>/<name>/access-token`. */
export interface IntegrationProps {
  /**
   * Who is told about this integration: a team or an e-mail address. It becomes a tag and the message attribute
   * `owner` of every alert.
   *
   * @default - nobody in particular
   */
  readonly owner?: string | undefined;

  /**
   * ARNs of the IAM roles that may read the access token, of this account or another one. They never read credentials.
   *
   * @default - whoever the account's own IAM policies allow
   */
  readonly readers?: readonly string[] | undefined;

  /**
   * Other Regions in which the access token can be read as well. Credentials stay in this one. Taking a Region out deletes
   * the replica there.
   *
   * @default - none
   */
  readonly replicas?: readonly ReplicaProps[] | undefined;
}

/** A copy of an access token in another Region. */
export interface ReplicaProps {
  /** The Region, such as `eu-west-1`. */
  readonly region: string;

  /**
   * ARN of a KMS key of that Region. Readers of another account need one: nobody else's account can use the AWS key.
   *
   * @default - the AWS managed key `aws/secretsmanager`
   */
  readonly kmsKeyArn?: string | undefined;
}
