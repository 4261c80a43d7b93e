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
  secrets('a value is text or bytes, not both', 'accepts both', `${SECRETS}/API_CreateSecret.html`),
  secrets(
    'a name with an undocumented character is refused',
    'accepts any name',
    `${SECRETS}/API_CreateSecret.html`,
  ),
  secrets(
    'the name of a secret scheduled for deletion cannot be used again',
    'answers ResourceExistsException',
    `${SECRETS}/API_CreateSecret.html`,
  ),
  secrets(
    'an error has the documented HTTP status 400',
    'answers ResourceNotFoundException with 404',
    `${SECRETS}/API_DescribeSecret.html`,
  ),
  secrets('a value has at most 65,536 bytes', 'accepts any length', `${SECRETS}/API_PutSecretValue.html`),
  secrets(
    'the bytes of a value are counted, not its characters',
    'accepts any length',
    `${SECRETS_GUIDE}/reference_limits.html`,
  ),
  secrets('binary values have the same limit', 'accepts any length', `${SECRETS}/API_PutSecretValue.html`),
  secrets(
    'versions without a label are listed only on request',
    'lists them always',
    `${SECRETS}/API_ListSecretVersionIds.html`,
  ),
  secrets(
    'an update with the ClientRequestToken of a version is refused, even with the same value',
    'succeeds',
    `${SECRETS}/API_UpdateSecret.html`,
  ),
  secrets(
    'GetSecretValue reads the version that AWSCURRENT was moved to',
    'reads the version that was put last',
    `${SECRETS}/API_GetSecretValue.html`,
  ),
  secrets(
    'a custom label is moved only if the request names the version that has it',
    'puts the label on both versions',
    `${SECRETS}/API_UpdateSecretVersionStage.html`,
  ),
  secrets(
    'AWSCURRENT cannot be removed without being moved',
    'removes it',
    `${SECRETS_GUIDE}/whats-in-a-secret.html`,
  ),
  secrets('a tag with an undocumented character is refused', 'accepts them', TAGS),
  secrets('a tag key that begins with aws: is refused', 'accepts them', TAGS),
  secrets(
    'a tag key has at most 128 characters and a tag value at most 256',
    'accepts any length',
    `${SECRETS}/API_Tag.html`,
  ),
  secrets('a secret has at most 50 tags', 'accepts any number', TAGS),
  secrets('a secret scheduled for deletion cannot be tagged', 'tags it', `${SECRETS}/API_TagResource.html`),
  secrets(
    'a list entry leaves out versions without a label',
    'lists them with no label',
    `${SECRETS}/API_SecretListEntry.html`,
  ),
  secrets(
    'secrets are sorted by name, in descending order on request',
    'keeps the order of creation',
    `${SECRETS}/API_ListSecrets.html`,
  ),
  secrets('a page has 1 to 100 secrets', 'accepts any number', `${SECRETS}/API_ListSecrets.html`),
  secrets(
    'a NextToken that AWS never returned is refused',
    'answers with an HTML page',
    `${SECRETS}/API_ListSecrets.html`,
  ),
  secrets(
    'a secret without a value is listed under Errors',
    'fails the whole batch',
    `${SECRETS}/API_BatchGetSecretValue.html`,
  ),
  secrets('more than 20 secrets are refused', 'reads them', `${SECRETS}/API_BatchGetSecretValue.html`),
  secrets(
    'a request with a filter returns at most 20 values a page',
    'gives up to 100',
    `${SECRETS}/API_BatchGetSecretValue.html`,
  ),
  secrets(
    'a request without names and filters is refused',
    'answers with nothing',
    `${SECRETS}/API_BatchGetSecretValue.html`,
  ),
  secrets(
    'a secret scheduled for deletion accepts no value',
    'accepts it',
    `${SECRETS}/API_PutSecretValue.html`,
  ),
  secrets(
    'a public policy is refused with BlockPublicPolicy',
    'accepts it',
    `${SECRETS}/API_PutResourcePolicy.html`,
  ),
  secrets('a policy that is not JSON is refused', 'accepts it', `${SECRETS}/API_PutResourcePolicy.html`),
  sns('an empty message is refused', 'accepts it', `${SNS}/API_Publish.html`),
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
  sns('a subject has fewer than 100 characters', 'accepts 100', `${SNS}/API_Publish.html`),
  sns(
    'a subject with a line break or control character is refused',
    'accepts them',
    `${SNS}/API_Publish.html`,
  ),
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
    'an attribute of type Number must hold a number',
    'answers InvalidParameter, not ParameterValueInvalid',
    `${SNS}/API_Publish.html`,
  ),
  sns(
    'an attribute of type String.Array must hold a JSON array of plain values',
    'accepts any text',
    `${SNS_GUIDE}/sns-message-attributes.html`,
  ),
  sns(
    'an attribute name with an undocumented character is refused',
    'accepts any name',
    `${SNS_GUIDE}/sns-message-attributes.html`,
  ),
  sns('a message for each protocol needs a default', 'needs none', `${SNS}/API_Publish.html`),
  sns('an empty batch is refused', 'accepts it', `${SNS}/API_PublishBatch.html`),
  sns(
    'a batch id may hold only letters, digits, hyphens and underscores',
    'accepts any id',
    `${SNS}/API_PublishBatchRequestEntry.html`,
  ),
  sns(
    'all messages together have at most 262,144 bytes',
    'checks each message alone',
    `${SNS}/API_PublishBatch.html`,
  ),
  sns(
    'a subscription by e-mail is pending until it is confirmed',
    'confirms it at once',
    `${SNS}/API_Subscribe.html`,
  ),
  sns(
    'a pending subscription has no ARN in the list',
    'confirms it at once',
    `${SNS}/API_ListSubscriptionsByTopic.html`,
  ),
  sns(
    "a subscription of the account's own queue is confirmed at once",
    'confirms it but counts 0',
    `${SNS}/API_GetTopicAttributes.html`,
  ),
  sns('an unknown protocol is refused', 'accepts it', `${SNS}/API_Subscribe.html`),
  events(
    'a request fails as a whole if no entry has source, detail-type and detail',
    'fails the entry only',
    `${EVENTS}/API_PutEventsRequestEntry.html`,
  ),
  events(
    'a detail that is not an object is malformed',
    'accepts any JSON',
    `${EVENTS}/API_PutEventsRequestEntry.html`,
  ),
  events(
    'an event with a source of AWS is refused',
    'accepts them',
    `${EVENTS}/API_PutEventsResultEntry.html`,
  ),
  events(
    'a detail-type has at most 128 characters',
    'accepts any length',
    `${EVENTS}/API_PutEventsRequestEntry.html`,
  ),
  events('a request without entries is refused', 'accepts it', `${EVENTS}/API_PutEvents.html`),
  events(
    'all entries together have fewer than 1,048,576 bytes',
    'accepts any size',
    `${EVENTS}/API_PutEvents.html`,
  ),
];
