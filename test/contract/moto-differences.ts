/** A point where moto does not do what AWS documents. */
export interface MotoDifference {
  readonly service: 'Secrets Manager' | 'SNS' | 'EventBridge';
  /** Name of the contract test that shows it, which says what AWS documents. */
  readonly test: string;
  /** What moto does instead. */
  readonly moto: string;
  /** Where AWS says it. */
  readonly source: string;
}

const SECRETS = 'https://docs.aws.amazon.com/secretsmanager/latest/apireference';
const SECRETS_GUIDE = 'https://docs.aws.amazon.com/secretsmanager/latest/userguide';
const TAGS = 'https://docs.aws.amazon.com/general/latest/gr/arg.html';
const SNS = 'https://docs.aws.amazon.com/sns/latest/api';
const SNS_GUIDE = 'https://docs.aws.amazon.com/sns/latest/dg';
const EVENTS = 'https://docs.aws.amazon.com/eventbridge/latest/APIReference';

const from =
  (service: MotoDifference['service']) =>
  (test: string, moto: string, source: string): MotoDifference => ({ service, test, moto, source });

const secrets = from('Secrets Manager');
const sns = from('SNS');
const events = from('EventBridge');

/** Every known difference. `docs/moto-differences.md` shows them to people and is checked against this list. */
export const motoDifferences: readonly MotoDifference[] = [
  secrets('a value is text or bytes, not both', 'takes both', `${SECRETS}/API_CreateSecret.html`),
  secrets(
    'a name with other characters than documented is refused',
    'takes any name',
    `${SECRETS}/API_CreateSecret.html`,
  ),
  secrets(
    'the name of a secret scheduled for deletion is not free',
    'answers ResourceExistsException',
    `${SECRETS}/API_CreateSecret.html`,
  ),
  secrets(
    'an error has the documented HTTP status 400',
    'answers ResourceNotFoundException with 404',
    `${SECRETS}/API_DescribeSecret.html`,
  ),
  secrets('a value has at most 65,536 bytes', 'takes any length', `${SECRETS}/API_PutSecretValue.html`),
  secrets(
    'the bytes of a value are counted, not its characters',
    'takes any length',
    `${SECRETS_GUIDE}/reference_limits.html`,
  ),
  secrets('binary values have the same limit', 'takes any length', `${SECRETS}/API_PutSecretValue.html`),
  secrets(
    'versions without a label are listed on request only',
    'lists them always',
    `${SECRETS}/API_ListSecretVersionIds.html`,
  ),
  secrets(
    'an update with the token of a version is refused, even with the same value',
    'succeeds',
    `${SECRETS}/API_UpdateSecret.html`,
  ),
  secrets(
    'a version that AWSCURRENT was moved to is the one that is read',
    'goes on reading the version that was put last',
    `${SECRETS}/API_GetSecretValue.html`,
  ),
  secrets(
    'another label is not moved either unless the version it is on is named',
    'puts the label on both versions',
    `${SECRETS}/API_UpdateSecretVersionStage.html`,
  ),
  secrets(
    'AWSCURRENT cannot be removed without being moved',
    'removes it',
    `${SECRETS_GUIDE}/whats-in-a-secret.html`,
  ),
  secrets('other characters are refused in tags', 'takes them', TAGS),
  secrets('keys that begin with aws: are refused', 'takes them', TAGS),
  secrets(
    'a key has at most 128 characters and a value at most 256',
    'takes any length',
    `${SECRETS}/API_Tag.html`,
  ),
  secrets('a secret has at most 50 tags', 'takes any number', TAGS),
  secrets('a secret scheduled for deletion cannot be tagged', 'tags it', `${SECRETS}/API_TagResource.html`),
  secrets(
    'an entry leaves out versions without a label',
    'lists them with no label',
    `${SECRETS}/API_SecretListEntry.html`,
  ),
  secrets(
    'secrets are sorted by name and in descending order on request',
    'keeps the order of creation',
    `${SECRETS}/API_ListSecrets.html`,
  ),
  secrets('a page has 1 to 100 secrets', 'takes any number', `${SECRETS}/API_ListSecrets.html`),
  secrets(
    'a token that was never given out is refused',
    'breaks with an HTML page',
    `${SECRETS}/API_ListSecrets.html`,
  ),
  secrets(
    'a secret without a value is named among the errors',
    'fails the whole batch',
    `${SECRETS}/API_BatchGetSecretValue.html`,
  ),
  secrets('more than 20 secrets are refused', 'reads them', `${SECRETS}/API_BatchGetSecretValue.html`),
  secrets(
    'a filter gives at most 20 values a page',
    'gives up to 100',
    `${SECRETS}/API_BatchGetSecretValue.html`,
  ),
  secrets(
    'neither names nor filters are refused',
    'answers with nothing',
    `${SECRETS}/API_BatchGetSecretValue.html`,
  ),
  secrets('a secret scheduled for deletion takes no value', 'takes it', `${SECRETS}/API_PutSecretValue.html`),
  secrets(
    'a policy that lets everybody in is refused on request',
    'takes it',
    `${SECRETS}/API_PutResourcePolicy.html`,
  ),
  secrets('a policy that is not JSON is refused', 'takes it', `${SECRETS}/API_PutResourcePolicy.html`),
  sns('a message that is empty is refused', 'takes it', `${SNS}/API_Publish.html`),
  sns(
    'the bytes of a message are counted, not its characters',
    'counts characters',
    `${SNS}/API_Publish.html`,
  ),
  sns(
    'names, types and values of attributes count towards the size of a message',
    'counts the message only',
    `${SNS_GUIDE}/sns-message-attributes.html`,
  ),
  sns('a subject has fewer than 100 characters', 'takes 100', `${SNS}/API_Publish.html`),
  sns('a subject has no line breaks and no control characters', 'takes them', `${SNS}/API_Publish.html`),
  sns(
    'an attribute of an unknown type is refused',
    'answers InvalidParameter, not ParameterValueInvalid',
    `${SNS}/API_Publish.html`,
  ),
  sns(
    'an attribute without a value is refused',
    'answers InvalidParameter, not ParameterValueInvalid',
    `${SNS}/API_Publish.html`,
  ),
  sns(
    'an attribute of type Number has a number',
    'answers InvalidParameter, not ParameterValueInvalid',
    `${SNS}/API_Publish.html`,
  ),
  sns(
    'an attribute of type String.Array has a JSON array of plain values',
    'takes any text',
    `${SNS_GUIDE}/sns-message-attributes.html`,
  ),
  sns(
    'the name of an attribute has no other characters than documented',
    'takes any name',
    `${SNS_GUIDE}/sns-message-attributes.html`,
  ),
  sns('a message for each protocol has a default', 'needs none', `${SNS}/API_Publish.html`),
  sns('a batch is not empty', 'takes it', `${SNS}/API_PublishBatch.html`),
  sns(
    'an id has letters, digits, hyphens and underscores only',
    'takes any id',
    `${SNS}/API_PublishBatchRequestEntry.html`,
  ),
  sns(
    'all messages together have at most 262,144 bytes',
    'looks at each message alone',
    `${SNS}/API_PublishBatch.html`,
  ),
  sns(
    'a subscription by e-mail waits for its confirmation',
    'confirms it at once',
    `${SNS}/API_Subscribe.html`,
  ),
  sns(
    'a subscription that waits tells no ARN in the list',
    'confirms it at once',
    `${SNS}/API_ListSubscriptionsByTopic.html`,
  ),
  sns(
    "a subscription of the account's own queue is confirmed at once",
    'confirms it but counts 0',
    `${SNS}/API_GetTopicAttributes.html`,
  ),
  sns('an unknown protocol is refused', 'takes it', `${SNS}/API_Subscribe.html`),
  events(
    'a request without any entry that has all three fails as a whole',
    'fails the entry only',
    `${EVENTS}/API_PutEventsRequestEntry.html`,
  ),
  events(
    'a detail that is not an object is malformed',
    'takes any JSON',
    `${EVENTS}/API_PutEventsRequestEntry.html`,
  ),
  events('nobody may put events of AWS itself', 'takes them', `${EVENTS}/API_PutEventsResultEntry.html`),
  events(
    'a detail-type has at most 128 characters',
    'takes any length',
    `${EVENTS}/API_PutEventsRequestEntry.html`,
  ),
  events('a request without entries is refused', 'takes it', `${EVENTS}/API_PutEvents.html`),
  events(
    'all entries together have fewer than 1,048,576 bytes',
    'takes any size',
    `${EVENTS}/API_PutEvents.html`,
  ),
];
