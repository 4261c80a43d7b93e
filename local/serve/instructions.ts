import { accessTokenSecret, credentialsSecret } from '../installation/names.ts';
import { ONBOARDED, type Served, WAITING } from './serve.ts';

/** What a person can do with what is up, as commands to paste. */
export function instructions({ aws, alation, controlUrl, installation }: Served): string {
  return `AWS      ${aws.url}   Secrets Manager, SNS, EventBridge, STS
Alation  ${alation.url}   minting ${alation.behaviour.supersession === 'revokes' ? 'revokes the access tokens before' : 'leaves the access tokens before alive'}
Control  ${controlUrl}   the clock and the schedules
The rotator ticks every 15 minutes, the warner daily at 08:00 UTC; its alert topic is
${installation.alertTopicArn}. Its log follows below. Ctrl+C ends everything.

In another terminal, for the AWS CLI, boto3 and npx alation-tokens:
  export AWS_ENDPOINT_URL=${aws.url} AWS_REGION=${aws.region} AWS_DEFAULT_REGION=${aws.region}
  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local

Look at it:
  aws secretsmanager get-secret-value --secret-id ${accessTokenSecret(ONBOARDED)} --query SecretString --output text
  aws secretsmanager describe-secret --secret-id ${credentialsSecret(ONBOARDED)}
  curl -s ${aws.url}/_local/messages
  curl -s ${alation.url}/_local/state

Onboard "${WAITING}": make a refresh token as a person does in Alation, and store it
  curl -s -X POST ${alation.url}/_local/refresh-tokens -d '{"userId": 7, "name": "mine"}'
  npx alation-tokens onboard ${WAITING} --base-url ${alation.url}

Let time pass, with every tick and every daily warning on the way, or things go wrong:
  curl -s -X POST ${controlUrl}/advance -d '{"hours": 13}'
  curl -s -X POST ${controlUrl}/tick
  curl -s -X POST ${alation.url}/_local/outage -d '{"on": true}'
  curl -s -X POST ${alation.url}/_local/outage -d '{"on": false}'
What else can go wrong there, such as a refresh token that is revoked:
  curl -s ${alation.url}/_local/
`;
}
