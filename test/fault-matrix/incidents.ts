import type { Story } from './story.ts';

/** What befell other rotators of tokens, as their users told it in public. */
export const incidents: readonly Story[] = [
  {
    id: 'incident-1',
    story:
      'Two refreshed at once and the stored token was spoilt for good: here one of two publishes, alive.',
    tests: {
      'fault-matrix/invocations.test.ts': [
        'three rotators at once end with one live access token, from %i refresh token(s)',
      ],
      'handlers/conflict.test.ts': [
        'who is second under the same version adopts what the first one published',
      ],
    },
  },
  {
    id: 'incident-2',
    story:
      'The refusal that the slower one got marked the account dead although the faster one had succeeded.',
    tests: {
      'fault-matrix/invocations.test.ts': [
        'who is refused with a credential that was replaced meanwhile takes nothing from who published with the new one',
      ],
    },
  },
  {
    id: 'incident-3',
    story: 'The new token was issued, saving it failed, and success was reported.',
    tests: {
      'fault-matrix/invocations.test.ts': [
        'a write that fails is a failure that is told, never a success, and the next tick makes it good',
      ],
      'functions/rotation/rotation-stories.test.ts': [
        'an access token that cannot be stored is stored by the next tick at the latest',
      ],
    },
  },
  {
    id: 'incident-4',
    story: 'An answer without a refresh token wiped the stored one: here no answer writes credentials.',
    tests: {
      'fault-matrix/answers.test.ts': [
        'a mint that answers %s beside the access token changes no credentials',
      ],
      'infra/permissions.test.ts': ['lets the rotator do exactly this'],
    },
  },
  {
    id: 'incident-5',
    story: 'The new token was dropped and the old one kept.',
    tests: {
      'fault-matrix/answers.test.ts': [
        'what is published is what Alation minted last, character for character',
      ],
    },
  },
  {
    id: 'incident-6',
    story: 'A missing expiry was taken for yesterday, or for never.',
    tests: {
      'fault-matrix/answers.test.ts': [
        'an expiry that is not told is neither never nor long ago: a short life is assumed, and nothing loops',
      ],
    },
  },
  {
    id: 'incident-7',
    story: 'A lock in memory was never released: here nothing outlasts an invocation but tags and versions.',
    tests: {
      'fault-matrix/transport.test.ts': [
        'a hanging Alation holds nothing that outlasts its invocation: the next tick goes on',
      ],
    },
  },
  {
    id: 'incident-8',
    story: 'A consumer refreshed with the same refresh token and killed it: here no consumer can read one.',
    tests: {
      'infra/readers.test.ts': [
        'lets a reader read its own access token and no other',
        'denies every reader, of whichever integration, to decrypt any credentials of this rotator',
        'denies the warner and its own readers to read the credentials of an integration',
      ],
      'handlers/probe.test.ts': ['an access token %s is found dead and replaced within an hour and a tick'],
    },
  },
  {
    id: 'incident-9',
    story: 'AWSPENDING on another version blocked every later rotation.',
    tests: {
      'fault-matrix/labels.test.ts': [
        'an AWSPENDING that a rotation of other make left behind with %s blocks nothing and stays as it is',
      ],
    },
  },
  {
    id: 'incident-10',
    story: 'AWSPENDING was an empty version between two steps, and reading it failed.',
    tests: {
      'fault-matrix/labels.test.ts': [
        'an AWSPENDING that a rotation of other make left behind with %s blocks nothing and stays as it is',
      ],
      'functions/aws/secret-store.test.ts': ['secrets without a value, reported %s, read as undefined'],
    },
  },
  {
    id: 'incident-11',
    story:
      'A read did not see the write before it: a listing that is minutes old costs no mint and no message.',
    tests: {
      'functions/rotation/rotation-stories.test.ts': ['a listing that is five minutes old costs no mint'],
      'handlers/warnings.test.ts': ['a listing that is minutes old makes the warner say nothing twice'],
    },
  },
  {
    id: 'incident-12',
    story: 'AWSCURRENT and AWSPENDING stood on one version, which looked like a rotation without an end.',
    tests: {
      'fault-matrix/labels.test.ts': [
        'AWSPENDING on the very version that is AWSCURRENT is no rotation in progress',
      ],
    },
  },
  {
    id: 'incident-13',
    story:
      'A version every few minutes filled the secret: here a version is written per rotation, and none by a failure.',
    tests: {
      'handlers/rotation.test.ts': [
        'over a day and a half one version is written per rotation, and about two rotations a day',
      ],
      'functions/rotation/rotation-stories.test.ts': ['failures never write a version'],
    },
  },
  {
    id: 'incident-14',
    story: 'A change of the template generated the live secret anew.',
    tests: {
      'infra/secrets.test.ts': [
        'makes the two secrets of each integration without any value',
        'replaces and removes no secret when $name changes, to a value or back',
      ],
      'handlers/template.test.ts': ['the template gives no secret a value, not even a made-up one'],
    },
  },
  {
    id: 'incident-15',
    story: 'A RotationSchedule was made before the permission that it needs.',
    doesNotApply:
      'There is no RotationSchedule and no permission for Secrets Manager to invoke anything: EventBridge Scheduler starts the rotator through a role, which CloudFormation makes first.',
  },
  {
    id: 'incident-16',
    story: 'A rotation began on deployment, before anybody had stored a credential, and failed.',
    tests: {
      'handlers/notifications.test.ts': [
        'an integration that waits for its first credentials is told of to nobody',
      ],
      'functions/rotation/rotation-stories.test.ts': ['an integration without credentials waits quietly'],
    },
  },
  {
    id: 'incident-17',
    story: 'A misspelt IAM action worked in every test and was denied in AWS.',
    tests: {
      'infra/permissions.test.ts': [
        'allows each API call that the functions make, and no call that they do not',
      ],
    },
  },
  {
    id: 'incident-18',
    story: 'A token that was empty was promoted: here Alation calls it alive before consumers see it.',
    tests: {
      'handlers/rotation.test.ts': ['nothing is published before Alation has said that it is alive'],
      'fault-matrix/answers.test.ts': [
        'whatever a mint is answered with, nothing is published that Alation did not mint and call alive',
      ],
    },
  },
  {
    id: 'incident-19',
    story: 'The issuer cut the life below the renewal time, and renewal went round and round.',
    tests: {
      'fault-matrix/answers.test.ts': [
        'a life that Alation clamped below two ticks is renewed once a tick at most, and a person is told once',
      ],
      'functions/rotation/renewal-time.test.ts': [
        'a life of $lifetime ms with a tick every $interval minutes is too short: $tooShort',
      ],
    },
  },
  {
    id: 'incident-20',
    story: 'The fraction of the life was applied the wrong way round.',
    tests: {
      'functions/rotation/renewal-time.test.ts': [
        'at a fraction of $fraction a life of 24 h is renewed after $hours h, less a tick: early, not late',
      ],
    },
  },
  {
    id: 'incident-21',
    story: 'Renewal began at the expiry, and what was signed just before it failed.',
    tests: {
      'fault-matrix/renewal.test.ts': [
        'whoever reads an access token, at whatever moment, has at least half of its life before them',
      ],
      'functions/rotation/renewal-time.test.ts': [
        'an access token read before the tick that renews it has half its life left',
      ],
    },
  },
  {
    id: 'incident-22',
    story: 'The allowance for a wrong clock was not used, or had the wrong sign.',
    tests: {
      'functions/alation/lifetime.test.ts': [
        'tells a time of a clock that is ahead earlier, and of one that is behind later',
      ],
      'fault-matrix/answers.test.ts': [
        'an Alation whose clock is %i hours off ours gives an expiry by our clock',
      ],
    },
  },
  {
    id: 'incident-23',
    story: 'All credentials were renewed in the same second.',
    tests: {
      'fault-matrix/renewal.test.ts': [
        'integrations that were onboarded in the same second are renewed over all ticks of half a day',
      ],
      'functions/rotation/renewal-time.test.ts': [
        'an integration keeps its place in the spread, and a thousand fill it evenly',
      ],
    },
  },
  {
    id: 'incident-24',
    story: 'A token was dead while the status called it valid.',
    tests: {
      'fault-matrix/renewal.test.ts': [
        'an access token that died unseen is found by a probe within an hour and a tick, not at its next use',
      ],
      'handlers/probe.test.ts': ['an access token %s is found dead and replaced within an hour and a tick'],
    },
  },
  {
    id: 'incident-25',
    story: 'Scheduled renewals failed for a month and told nobody, for only the manual ones did.',
    tests: {
      'fault-matrix/invocations.test.ts': ['a failure in a run that was started by %s is told alike'],
    },
  },
  {
    id: 'incident-26',
    story: 'An alert was raised and led nowhere.',
    tests: {
      'fault-matrix/alerts.test.ts': ['every message has the attributes that subscriptions filter by'],
      'handlers/notifications.test.ts': [
        'a rejected credential is told of at once, once, with where to make the next and the command to store it',
      ],
      'infra/delivery.test.ts': [
        'starts the warner on what must be told at once, and the rotator on request or on stored credentials',
      ],
      'infra/alarms.test.ts': ['tells the topic of every alarm and of its end'],
    },
  },
  {
    id: 'incident-27',
    story: 'Nobody had confirmed the subscription, and every alert was lost.',
    tests: {
      'fault-matrix/alerts.test.ts': [
        'an e-mail address that was never confirmed does not count as somebody who listens',
      ],
      'handlers/notifications.test.ts': [
        'the metrics of the warner show the nearest death and whether anybody listens',
      ],
      'functions/aws/alert-topic.test.ts': ['counts confirmed subscriptions with one request'],
      'infra/alarms.test.ts': ['raises %s on %j'],
    },
  },
  {
    id: 'incident-28',
    story: 'Dead tokens wrote a hundred thousand error lines a day.',
    tests: {
      'fault-matrix/alerts.test.ts': [
        'a dead credential is one line of error and no call, for as long as it stays dead',
      ],
      'handlers/rejection.test.ts': ['a rejected credential is called once, however many ticks follow'],
    },
  },
  {
    id: 'incident-29',
    story: 'Recovery was reported when nothing had been refreshed, again and again.',
    tests: {
      'fault-matrix/alerts.test.ts': [
        'recovered is said after a real success only, and never by ticks that did nothing',
      ],
      'handlers/notifications.test.ts': [
        'an integration in trouble is told of once, and its recovery once, whatever its length',
      ],
      'functions/rotation/next-state.test.ts': [
        'finding nothing to do mends lost tags and declares no failure mended',
      ],
    },
  },
  {
    id: 'incident-30',
    story: 'Rejected tokens were retried in a loop until the issuer banned the client, good tokens included.',
    tests: {
      'handlers/rejection.test.ts': [
        'a rejected credential is called once, however many ticks follow',
        'one of two credentials that is rejected is never called again, and the other one carries on alone',
        'no request gets past the latch',
      ],
    },
  },
  {
    id: 'incident-31',
    story: 'One mail for each token flooded its owner.',
    tests: {
      'handlers/warnings.test.ts': [
        'many warnings of one owner are one message, and each owner has a message of their own',
      ],
      'functions/sweep/sweep.test.ts': [
        'when very many fail at once, few alerts go out one by one, and one digest names the others',
      ],
    },
  },
  {
    id: 'incident-32',
    story: 'A person had stored a good credential, and the latch of the bad one held all the same.',
    tests: {
      'fault-matrix/alerts.test.ts': [
        'a credential that a person replaced after a rejection is used at the next tick, by a function that is still warm',
      ],
      'handlers/rejection.test.ts': [
        'a replaced credential is used at the next tick',
        'the latch holds for one version of the secret: the same refresh token stored anew is called once more',
      ],
    },
  },
  {
    id: 'incident-33',
    story: 'Events came only for what was made after the subscription: here ticks find out by themselves.',
    tests: {
      'fault-matrix/alerts.test.ts': [
        'what was stored while no event reached anybody is found by the next tick',
      ],
      'handlers/rejection.test.ts': ['a replaced credential is used at the next tick'],
      'handlers/events.test.ts': ['a bus that is away costs no rotation, and its state is in the tags'],
    },
  },
  {
    id: 'incident-34',
    story: 'Consumers kept the old value for as long as their process lived.',
    doesNotApply:
      'How consumers keep what they read is their own; with two credentials what they hold outlives the rotation after it, and the README says to read again on 401 or 403.',
  },
  {
    id: 'incident-35',
    story: 'What was kept in memory was kept by identity, and a new credential had no effect.',
    tests: {
      'fault-matrix/alerts.test.ts': [
        'a client secret that was regenerated under the same client id is used at once',
      ],
      'functions/alation/oauth/client-credentials-grant.test.ts': [
        'remembers the form per client and per instance',
        'rejects a secret that was good before',
      ],
      'functions/alation/oauth/verification.test.ts': [
        'survives the rotation of signing keys by one more fetch',
      ],
      'functions/rotation/oauth-clients.test.ts': ['a new secret is tried at once'],
    },
  },
  {
    id: 'incident-36',
    story: 'A change was announced every half minute when nothing had changed.',
    tests: { 'handlers/events.test.ts': ['ticks without a change are no event'] },
  },
  {
    id: 'incident-37',
    story: 'A token stood in the log, and credentials in a URL that an error quoted.',
    tests: {
      'fault-matrix/canary.test.ts': [
        'a mint that is answered with %s, which tells the credential back, shows no secret',
        'a verification that is answered with %s, which tells the access token back, shows no secret',
        '$what, $code, shows no secret',
        'an error of fetch that quotes a refresh token in %s shows none',
        'a line of the product that prints a refresh token as %s is found',
      ],
      'handlers/everything-shown.test.ts': ['a secret that leaves by %s is found'],
    },
  },
  {
    id: 'incident-38',
    story: 'A metric had a dimension without bounds.',
    tests: {
      'fault-matrix/output.test.ts': [
        'metrics have the dimensions of the functions and never one of an integration',
      ],
      'infra/alarms.test.ts': ['gives no metric a dimension that grows with the integrations'],
      'functions/runtime/metrics.test.ts': [
        'metrics are one line in the embedded metric format, with the service and the prefix as their only dimensions',
      ],
    },
  },
  {
    id: 'incident-39',
    story: 'The event of a failure was broken by the text of the failure, and was lost.',
    tests: {
      'fault-matrix/alerts.test.ts': [
        'an event of a failure is made of codes, not of the text of the failure, and the bus takes it',
      ],
      'handlers/events.test.ts': [
        'an event that the bus refuses is told in the log, and costs no rotation',
        'a rejection, and the recovery from it, are an event each',
      ],
      'functions/aws/event-bus.test.ts': [
        'keeps each request below 256 KiB, and counts an event that no request can take',
      ],
    },
  },
];
