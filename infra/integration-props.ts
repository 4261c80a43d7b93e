/** One integration: its two secrets are `<prefix>/<name>/credentials` and `<prefix>/<name>/access-token`. */
export interface IntegrationProps {
  /**
   * The team that owns this integration, or its e-mail address, e.g. `bi-team`. The owner becomes a tag and the message
   * attribute `owner` of every alert about the integration, for the filters of subscriptions.
   *
   * @default - none
   */
  readonly owner?: string | undefined;

  /**
   * ARNs of the IAM roles that may read the access token, in this account or another, e.g.
   * `arn:aws:iam::111122223333:role/loader`. Readers can never read credentials.
   *
   * @default - the IAM policies of the account decide
   */
  readonly readers?: readonly string[] | undefined;

  /**
   * Whether the rotator renews the refresh tokens of this integration. The integration needs at least two credentials.
   *
   * @default - the value of `renewRefreshTokens` of the stack
   */
  readonly renewRefreshTokens?: boolean | undefined;

  /**
   * Other Regions in which consumers can read the access token. Credentials stay in this Region. If you remove a
   * Region, its replica is deleted.
   *
   * @default - none
   */
  readonly replicas?: readonly ReplicaProps[] | undefined;
}

/** A copy of an access token in another Region. */
export interface ReplicaProps {
  /** The Region, e.g. `eu-west-1`. */
  readonly region: string;

  /**
   * ARN of a KMS key in the Region of the replica, e.g. `arn:aws:kms:eu-west-1:111122223333:key/…`. Readers of
   * another account need such a key, because another account cannot use the AWS managed key.
   *
   * @default - the AWS managed key `aws/secretsmanager`
   */
  readonly kmsKeyArn?: string | undefined;
}
