/** A difference between moto and the documentation of AWS. */
export interface MotoDifference {
  readonly service: 'Secrets Manager' | 'SNS' | 'EventBridge';
  /** Name of the contract test that shows the difference. It states the documented behaviour. */
  readonly test: string;
  /** The behaviour of moto. */
  readonly moto: string;
  /** The page of the documentation of AWS. */
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

/** Every known difference. `docs/moto-differences.md` is generated from this list. */
export const motoDifferences: readonly MotoDifference[] = [
  secrets('a value is text or bytes, not both', 'accepts both', `${SECRETS}/API_CreateSecret.html`),
  secrets(
    'a name may have the documented characters only',
    'accepts any name',
    `${SECRETS}/API_CreateSecret.html`,
  ),
  secrets(
    'a name of a secret scheduled for deletion is refused with InvalidRequestException',
    'returns ResourceExistsException',
    `${SECRETS}/API_CreateSecret.html`,
  ),
  secrets(
    'ResourceNotFoundException has the documented HTTP status 400',
    'returns ResourceNotFoundException with 404',
    `${SECRETS}/API_DescribeSecret.html`,
  ),
  secrets('a value has at most 65,536 bytes', 'accepts any length', `${SECRETS}/API_PutSecretValue.html`),
  secrets(
    'the limit of a value counts bytes, not characters',
    'accepts any length',
    `${SECRETS_GUIDE}/reference_limits.html`,
  ),
  secrets(
    'a binary value has at most 65,536 bytes',
    'accepts any length',
    `${SECRETS}/API_PutSecretValue.html`,
  ),
  secrets(
    'versions without a label are listed only with IncludeDeprecated',
    'always lists them',
    `${SECRETS}/API_ListSecretVersionIds.html`,
  ),
  secrets(
    'an update with the ClientRequestToken and the value of an existing version is refused',
    'succeeds',
    `${SECRETS}/API_UpdateSecret.html`,
  ),
  secrets(
    'after AWSCURRENT is moved, a read returns its new version',
    'still returns the version that was put last',
    `${SECRETS}/API_GetSecretValue.html`,
  ),
  secrets(
    'a label other than AWSCURRENT is moved only with the id of the version that has it',
    'attaches the label to both versions',
    `${SECRETS}/API_UpdateSecretVersionStage.html`,
  ),
  secrets(
    'AWSCURRENT cannot be removed without being moved',
    'removes the label',
    `${SECRETS_GUIDE}/whats-in-a-secret.html`,
  ),
  secrets('a tag may have the documented characters only', 'accepts any character', TAGS),
  secrets('a tag key that begins with aws: is refused', 'accepts it', TAGS),
  secrets(
    'a tag key has at most 128 characters and a tag value at most 256',
    'accepts any length',
    `${SECRETS}/API_Tag.html`,
  ),
  secrets('a secret has at most 50 tags', 'accepts any number', TAGS),
  secrets('a secret scheduled for deletion cannot be tagged', 'tags it', `${SECRETS}/API_TagResource.html`),
  secrets(
    'an entry of ListSecrets omits versions without a label',
    'lists them with no label',
    `${SECRETS}/API_SecretListEntry.html`,
  ),
  secrets(
    'secrets can be sorted by name and in descending order',
    'keeps the order of creation',
    `${SECRETS}/API_ListSecrets.html`,
  ),
  secrets('MaxResults of ListSecrets is 1 to 100', 'accepts any number', `${SECRETS}/API_ListSecrets.html`),
  secrets('an unknown NextToken is refused', 'returns an HTML page', `${SECRETS}/API_ListSecrets.html`),
  secrets(
    'BatchGetSecretValue names a secret without a value in Errors',
    'fails the whole batch',
    `${SECRETS}/API_BatchGetSecretValue.html`,
  ),
  secrets(
    'a batch of more than 20 secrets is refused',
    'reads them',
    `${SECRETS}/API_BatchGetSecretValue.html`,
  ),
  secrets(
    'a batch with filters has at most 20 values a page',
    'returns up to 100',
    `${SECRETS}/API_BatchGetSecretValue.html`,
  ),
  secrets(
    'a batch with neither names nor filters is refused',
    'returns an empty result',
    `${SECRETS}/API_BatchGetSecretValue.html`,
  ),
  secrets(
    'a secret scheduled for deletion accepts no value',
    'accepts it',
    `${SECRETS}/API_PutSecretValue.html`,
  ),
  secrets(
    'BlockPublicPolicy refuses a policy that grants access to every principal',
    'accepts it',
    `${SECRETS}/API_PutResourcePolicy.html`,
  ),
  secrets('a policy that is not JSON is refused', 'accepts it', `${SECRETS}/API_PutResourcePolicy.html`),
  sns('an empty message is refused', 'accepts it', `${SNS}/API_Publish.html`),
  sns('the limit of a message counts bytes, not characters', 'counts characters', `${SNS}/API_Publish.html`),
  sns(
    'names, types and values of attributes count towards the size of a message',
    'counts the message only',
    `${SNS_GUIDE}/sns-message-attributes.html`,
  ),
  sns('a subject has fewer than 100 characters', 'accepts 100', `${SNS}/API_Publish.html`),
  sns('a subject has no line breaks and no control characters', 'accepts them', `${SNS}/API_Publish.html`),
  sns(
    'an attribute of an unknown type is refused',
    'returns InvalidParameter, not ParameterValueInvalid',
    `${SNS}/API_Publish.html`,
  ),
  sns(
    'an attribute without a value is refused',
    'returns InvalidParameter, not ParameterValueInvalid',
    `${SNS}/API_Publish.html`,
  ),
  sns(
    'an attribute of type Number must be a number',
    'returns InvalidParameter, not ParameterValueInvalid',
    `${SNS}/API_Publish.html`,
  ),
  sns(
    'an attribute of type String.Array must be a JSON array of plain values',
    'accepts any text',
    `${SNS_GUIDE}/sns-message-attributes.html`,
  ),
  sns(
    'the name of an attribute may have the documented characters only',
    'accepts any name',
    `${SNS_GUIDE}/sns-message-attributes.html`,
  ),
  sns(
    'a message with one text per protocol must have a default',
    'does not need it',
    `${SNS}/API_Publish.html`,
  ),
  sns(
    'a subscription by e-mail waits for its confirmation',
    'confirms it immediately',
    `${SNS}/API_Subscribe.html`,
  ),
  sns(
    'the list shows no ARN for a subscription that waits for its confirmation',
    'confirms it immediately',
    `${SNS}/API_ListSubscriptionsByTopic.html`,
  ),
  sns(
    'a subscription of a queue in the same account is confirmed immediately',
    'confirms it, but SubscriptionsConfirmed is 0',
    `${SNS}/API_GetTopicAttributes.html`,
  ),
  sns('an unknown protocol is refused', 'accepts it', `${SNS}/API_Subscribe.html`),
  events(
    'a request without any complete entry fails as a whole',
    'fails the entry only',
    `${EVENTS}/API_PutEventsRequestEntry.html`,
  ),
  events(
    'a detail that is not an object is malformed',
    'accepts any JSON',
    `${EVENTS}/API_PutEventsRequestEntry.html`,
  ),
  events(
    'an event whose source begins with aws. is refused',
    'accepts it',
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
