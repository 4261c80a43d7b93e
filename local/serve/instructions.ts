import { accessTokenSecret, credentialsSecret } from '../installation/names.ts';
import { ONBOARDED, type Served, NOT_ONBOARDED } from './serve.ts';

/** Commands for the user, to paste into another terminal. No line of text is wider than 80 columns. */
export function instructions({ aws, alation, controlUrl, installation }: Served): string {
  const minting =
    alation.behaviour.supersession === 'revokes'
      ? 'minting revokes earlier access tokens'
      : 'earlier access tokens stay active';
  return `AWS      ${aws.url}  Secrets Manager, SNS, EventBridge and others
Alation  ${alation.url}  ${minting}
Control  ${controlUrl}  clock, schedules, faults, Alation's UI

Open ${controlUrl} in a browser: it shows the integrations, with
buttons that move the clock and cause failures.

The rotator runs every 15 minutes, the warner daily at 08:00 UTC. The topic of
the alerts is ${installation.alertTopicArn}.
The logs of both functions follow below. Ctrl+C stops everything.

In another terminal, set up the AWS CLI, the AWS SDKs and npx alation-tokens:
  export AWS_ENDPOINT_URL=${aws.url}
  export AWS_REGION=${aws.region} AWS_DEFAULT_REGION=${aws.region}
  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local

Read the access token and the state of "${ONBOARDED}", the alerts, Alation's tokens:
  aws secretsmanager get-secret-value \\
    --secret-id ${accessTokenSecret(ONBOARDED)} --query SecretString --output text
  aws secretsmanager describe-secret --secret-id ${credentialsSecret(ONBOARDED)}
  curl -s ${controlUrl}/aws/messages
  curl -s ${controlUrl}/alation/state

Onboard "${NOT_ONBOARDED}": create a refresh token, as a user does in Alation's
UI, and store it:
  curl -s ${controlUrl}/alation/refresh-tokens \\
    -d '{"userId": 7, "name": "mine"}'
  npx alation-tokens onboard ${NOT_ONBOARDED} --base-url ${alation.url}

Move the clock forward, with every scheduled run in between, or run the
rotator now:
  curl -s ${controlUrl}/clock/advance -d '{"hours": 13}'
  curl -s -X POST ${controlUrl}/rotator/run

Begin and end an outage of Alation:
  curl -s ${controlUrl}/alation/outage -d '{"on": true}'
  curl -s ${controlUrl}/alation/outage -d '{"on": false}'

List everything else that the control server can do, such as revoking a token:
  curl -s ${controlUrl}/
`;
}
