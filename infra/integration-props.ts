/** One integration: its two secrets are `<prefix>/<name>/credentials` and `<prefix>/<name>/access-token`. */
export interface IntegrationProps {
  /**
   * Who gets the alerts about this integration: a team or an e-mail address. It becomes a tag, and the message
   * attribute `owner` that subscriptions filter by.
   *
   * @default - none
   */
  readonly owner?: string | undefined;

  /**
   * ARNs of IAM roles, of any account, that may read the access token. They can never read credentials.
   *
   * @default - the account's IAM policies decide
   */
  readonly readers?: readonly string[] | undefined;

  /**
   * Other Regions in which consumers can read the access token. Credentials are not copied. Removing a Region deletes
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
   * ARN of a KMS key of that Region. Readers of another account need it, because they cannot use the AWS managed key.
   *
   * @default - the AWS managed key `aws/secretsmanager`
   */
  readonly kmsKeyArn?: string | undefined;
}
