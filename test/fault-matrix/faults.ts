import type { Story } from './story.ts';

/** What can go wrong around a rotation, from the invocation to the alert. */
export const faults: readonly Story[] = [
  {
    id: 'fault-1',
    story: 'A tick is delivered twice: nothing is minted twice, and each base version gets one successor.',
    tests: {
      'fault-matrix/invocations.test.ts': ['a tick that is delivered five times mints once and writes once'],
      'functions/rotation/two-rotators.test.ts': [
        'days of doubled ticks keep one access token a rotation alive',
      ],
    },
  },
  {
    id: 'fault-2',
    story:
      'Rotators run at once: whoever is second looks before it acts, and a live access token is left in the end.',
    tests: {
      'fault-matrix/invocations.test.ts': [
        'three rotators at once end with one live access token, from %i refresh token(s)',
      ],
      'functions/rotation/two-rotators.test.ts': [
        'two rotators at once, $refreshTokens credential(s), $supersession: in any interleaving consumers end up with a live access token',
      ],
      'handlers/conflict.test.ts': [
        'two rotators at once leave a live access token: $refreshTokens refresh token(s), minting $supersession',
      ],
    },
  },
  {
    id: 'fault-3',
    story: 'The function dies between mint and write: the next tick makes good.',
    tests: {
      'fault-matrix/process.test.ts': [
        'a rotator that is killed between its mint and its write leaves nothing that stops the next one',
      ],
      'functions/rotation/crash-recovery.test.ts': [
        'a crash at any await is made good by the next tick: …',
        'two crashes in a row at any two awaits are made good by the tick after them: …',
      ],
    },
  },
  {
    id: 'fault-4',
    story: 'A write is stored and its answer lost: repeating it stores nothing a second time.',
    tests: {
      'fault-matrix/store.test.ts': ['a %s whose connection breaks (%s) is repeated and stores one version'],
      'handlers/conflict.test.ts': [
        'a write whose answer is lost is repeated under its VersionId and stored once',
      ],
    },
  },
  {
    id: 'fault-5',
    story: 'Somebody left AWSPENDING behind, empty or not: it blocks nothing and stays as it is.',
    tests: {
      'fault-matrix/labels.test.ts': [
        'an AWSPENDING that a rotation of other make left behind with %s blocks nothing and stays as it is',
        'whatever labels stand on which versions, rotation writes one version and moves AWSCURRENT and AWSPREVIOUS alone',
      ],
    },
  },
  {
    id: 'fault-6',
    story: 'The invocation runs out of time: nothing begins that could be cut off, and all have their turn.',
    tests: {
      'fault-matrix/invocations.test.ts': [
        'with room for a few in each tick, every integration has its turn',
      ],
      'handlers/deadline.test.ts': [
        'a sweep that runs out of time ends what it began and leaves the rest, none lost and none doubled',
        'with little time left no work begins, and the next tick does it',
      ],
    },
  },
  {
    id: 'fault-7',
    story: 'Alation answers 429: it is left alone for as long as it says, and other hosts are served.',
    tests: {
      'fault-matrix/answers.test.ts': [
        'a host that asks to wait is left alone by all its integrations, and the other hosts are served',
      ],
      'handlers/backoff.test.ts': ['Retry-After in %s is obeyed'],
      'functions/alation/http/retry-after.test.ts': ['reads %s'],
    },
  },
  {
    id: 'fault-8',
    story:
      'Alation is in trouble or cannot be reached: three attempts, and what was not sent killed nothing.',
    tests: {
      'fault-matrix/transport.test.ts': [
        'over TLS, %s is met with three attempts at most and costs nobody an access token',
        'a host that %s leaves the access token alone, for nothing was sent',
        'a certificate that nobody vouches for gets no request, and the way to trust it is named',
        'a certificate of another host gets no request either',
      ],
      'handlers/backoff.test.ts': [
        'in an outage a tick tries at most three times, and every other tick leaves Alation alone',
      ],
      'functions/rotation/retry.test.ts': ['at a random %d the first nap is %i ms'],
    },
  },
  {
    id: 'fault-9',
    story: 'Alation never answers, or a byte now and then: one time limit holds for headers and body.',
    tests: {
      'fault-matrix/transport.test.ts': [
        'over TLS, %s is met with three attempts at most and costs nobody an access token',
        'a hanging Alation holds nothing that outlasts its invocation: the next tick goes on',
      ],
      'functions/alation/http/transport.test.ts': ['leaves the outcome of a mint unknown when Alation %s'],
    },
  },
  {
    id: 'fault-10',
    story: 'An answer is huge, or unpacks to something huge: little of it is read.',
    tests: {
      'fault-matrix/transport.test.ts': [
        'no more of a huge body is taken than its cap and what sockets hold',
      ],
      'functions/alation/http/transport.test.ts': ['caps a gzip bomb by what it unpacks to'],
    },
  },
  {
    id: 'fault-11',
    story: 'An answer is not what is documented: nothing of it is published.',
    tests: {
      'fault-matrix/answers.test.ts': [
        'whatever a mint is answered with, nothing is published that Alation did not mint and call alive',
      ],
      'handlers/bad-answers.test.ts': [
        'a mint that is answered with %s leaves the last good access token, and the others rotate',
      ],
    },
  },
  {
    id: 'fault-12',
    story: 'A redirect asks for the refresh token elsewhere: it is not followed.',
    tests: {
      'fault-matrix/transport.test.ts': ['a redirect with %i is not followed: the other origin sees nothing'],
    },
  },
  {
    id: 'fault-13',
    story: 'A credential is refused for good: no retry, one alert, and a new one is used at once.',
    tests: {
      'fault-matrix/answers.test.ts': [
        '%i is told once, is no cause for a retry within its tick, and the access token stays',
      ],
      'handlers/rejection.test.ts': [
        'a rejected credential is called once, however many ticks follow',
        'a replaced credential is used at the next tick',
      ],
    },
  },
  {
    id: 'fault-14',
    story: 'Alation answers 400 for a reason nobody knows: told once, and not repeated in a hurry.',
    tests: {
      'fault-matrix/answers.test.ts': [
        '%i is told once, is no cause for a retry within its tick, and the access token stays',
      ],
    },
  },
  {
    id: 'fault-15',
    story:
      "A clock is wrong, ours, Alation's or AWS's: times are told by ours, and none is a number out of reach.",
    tests: {
      'fault-matrix/answers.test.ts': [
        'an Alation whose clock is %i hours off ours gives an expiry by our clock',
      ],
      'functions/alation/lifetime.test.ts': ['takes %j for no timestamp'],
      'functions/rotation/renewal-time.test.ts': [
        'no access token is renewed before the earliest renewal, and a renewal time is a whole ms',
      ],
      'functions/aws/client-settings.test.ts': [
        'a signature that is refused because our clock is off is made anew by the clock of the answer (%i h)',
      ],
    },
  },
  {
    id: 'fault-16',
    story: 'A credentials secret holds anything but credentials: only its own integration fails.',
    tests: {
      'handlers/bad-secrets.test.ts': [
        'a credentials secret that holds $what is a $code of its integration alone',
        'credentials of 64 KiB with fields of other programs are read, and never written',
      ],
      'functions/integration/credentials-document.test.ts': [
        'whatever JSON is stored, it is parsed or refused with a RotationError',
      ],
    },
  },
  {
    id: 'fault-17',
    story: 'The value to write would be larger than a secret can be: that is refused while it is small.',
    tests: {
      'fault-matrix/answers.test.ts': [
        'the longest access token that a header takes is published, and one character more is not',
      ],
    },
  },
  {
    id: 'fault-18',
    story: 'Some integrations fail: the others are served, and the counts add up.',
    tests: {
      'fault-matrix/output.test.ts': [
        'whichever integrations fail, the outcomes add up and the others rotate (seed %i)',
      ],
      'handlers/isolation.test.ts': [
        'a failure of any kind is the outcome of its own integration, and all outcomes add up',
      ],
      'functions/rotation/rotation-stories.test.ts': [
        'every integration with something to do has one outcome, whatever befalls some of them',
      ],
    },
  },
  {
    id: 'fault-19',
    story:
      'Secrets Manager throttles: requests are repeated, the pace is kept below the quota, no sweep ends.',
    tests: {
      'fault-matrix/store.test.ts': ['a %s that is throttled twice is repeated within its tick'],
      'functions/integration/rate-limiter.test.ts': [
        'no second sees more than 1.25 times the permits, whatever is asked for and when',
      ],
      'bench/sweeps.test.ts': [
        'one that is allowed more than the quota is throttled, and loses and doubles nothing all the same',
      ],
    },
  },
  {
    id: 'fault-20',
    story: 'A batch holds errors, or leaves secrets out: each secret is judged by itself.',
    tests: {
      'fault-matrix/store.test.ts': [
        'one batch holds a secret with an error and one without, and neither is taken for the other',
      ],
      'functions/aws/secret-store.test.ts': [
        'what the batch passed over is read singly',
        '%s for one secret of the batch is %s',
      ],
    },
  },
  {
    id: 'fault-21',
    story: 'The KMS key is denied, disabled or going: that is found before a mint wherever reading shows it.',
    tests: {
      'fault-matrix/store.test.ts': [
        'a secret that cannot be read for %s costs no mint and no other integration, and is told once',
        'with two credentials, an access token that cannot be written for %s costs consumers nothing in 11 h',
      ],
    },
  },
  {
    id: 'fault-22',
    story: 'A secret is deleted, also while a sweep is under way: no noise.',
    tests: {
      'fault-matrix/store.test.ts': [
        'an integration whose secret with %s is deleted makes no noise for the others, no mint and at most one message',
      ],
      'functions/rotation/rotation-stories.test.ts': [
        'an integration that is deleted between listing and work is passed over',
      ],
    },
  },
  {
    id: 'fault-23',
    story: 'The secret has as many versions as it may: told once, and no write is hammered.',
    tests: {
      'fault-matrix/store.test.ts': [
        'with two credentials, an access token that cannot be written for %s costs consumers nothing in 11 h',
      ],
      'functions/aws/secret-store.test.ts': [
        'a write that a quota refuses is asked for once: no quota is raised while we wait',
      ],
    },
  },
  {
    id: 'fault-24',
    story: 'SNS takes no message: the run fails and is tried again, and rotation goes on.',
    tests: {
      'fault-matrix/alerts.test.ts': [
        'SNS that refuses fails the run of the warner, which is retried and says all of it, and no rotation',
      ],
      'handlers/notifications.test.ts': [
        'a message that SNS does not take is sent by the next run, and the run that failed says why',
      ],
    },
  },
  {
    id: 'fault-25',
    story: 'A hundred thousand expire at once: few messages, and few a second.',
    tests: {
      'fault-matrix/alerts.test.ts': [
        'four hundred integrations that expire at once are a few messages, at most ten a second',
      ],
      'functions/warning/digest.test.ts': [
        'a hundred thousand at once fit into few messages, each within SNS’s limit, and nobody is left out',
      ],
      'functions/warning/warn.test.ts': ['messages leave at most ten a second'],
    },
  },
  {
    id: 'fault-26',
    story: 'The warner runs late, twice or not at all for days: every stage is said, and none twice.',
    tests: {
      'fault-matrix/alerts.test.ts': [
        'whenever the warner runs, no stage is said twice and none that was lived through is lost (seed %i)',
      ],
      'functions/warning/due-notifications.test.ts': [
        'whenever it is looked at, every stage it lived through is said or overtaken by a later one, and none twice',
      ],
      'handlers/warnings.test.ts': [
        'every stage of a refresh token is said once, on the day it is reached, and its death',
        'after missed days the stage that was reached meanwhile is said, and those passed over are not',
      ],
    },
  },
  {
    id: 'fault-27',
    story: 'Ticks are missed: one is enough afterwards, and an alarm tells of it meanwhile.',
    tests: {
      'fault-matrix/invocations.test.ts': ['after %i hours without a tick, one tick is enough'],
      'infra/alarms.test.ts': ['raises %s on %j'],
    },
  },
  {
    id: 'fault-28',
    story: 'An event is anything at all, or comes back from the dead-letter queue: a tick is a tick.',
    tests: {
      'fault-matrix/invocations.test.ts': [
        'no event, whatever its form, fails a tick or has it do what is not due',
        'no event, whatever its form, has the warner fail or say what it has said',
      ],
      'infra/delivery.test.ts': ['keeps what a function failed on in the dead-letter queue'],
    },
  },
  {
    id: 'fault-29',
    story: 'A Region, or Alation, is away for eleven hours: no access token expires.',
    tests: {
      'fault-matrix/renewal.test.ts': [
        'with two credentials, eleven hours without the token endpoints that begin %i h after a rotation cost nobody a call',
        'a Region that is away for a day is caught up with by the first tick that runs',
      ],
      'fault-matrix/store.test.ts': [
        'a Region whose Secrets Manager is away for 11 h costs %i credential(s) no access token, and is over within two ticks',
      ],
      'functions/rotation/rotation-stories.test.ts': [
        'an outage of Alation of 11 h costs consumers with %i credential(s) nothing',
      ],
    },
  },
  {
    id: 'fault-30',
    story: 'The environment is wrong: the function does not start and names all problems, and no secret.',
    tests: {
      'functions/runtime/environment.test.ts': [
        'all problems are said at once',
        'neither function starts where certificates are not checked',
      ],
      'handlers/function-process.test.ts': [
        'the functions as processes of their own print no secret, in whatever goes wrong',
      ],
    },
  },
  {
    id: 'fault-31',
    story: 'A deployment changes the function during a sweep: old and new end with one live access token.',
    tests: {
      'fault-matrix/invocations.test.ts': [
        'a rotator with the settings of before a deployment and one with those after it end with one live access token',
      ],
    },
  },
];
