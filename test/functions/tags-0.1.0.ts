/** Tags of credentials secrets as release 0.1.0 wrote them, by the state of the integration. */
export const stateTagsOf010 = {
  fresh: {
    'token-rotator:base-url': 'https://acme.alationcloud.com',
    'token-rotator:status': 'state=fresh since=2026-11-23T08:00:00.000Z',
    'token-rotator:access-token':
      'issued=2026-11-24T07:00:00.000Z expires=2026-11-25T07:00:00.000Z credential=tableau-a verified=yes probed=2026-11-24T08:00:00.000Z first=yes secret=0a1b2c3d',
    'token-rotator:accepted-version': '11111111-1111-1111-1111-111111111111',
    'token-rotator:credential-1':
      'name=tableau-a kind=refresh-token state=active version=11111111-1111-1111-1111-111111111111 expires=2027-01-13T08:00:00.000Z source=reported stored=2026-11-14T08:00:00.000Z secret=0a1b2c3d',
    'token-rotator:credential-2':
      'name=tableau-b kind=refresh-token state=unchecked version=11111111-1111-1111-1111-111111111111 expires=2027-01-13T08:00:00.000Z source=estimated stored=2026-11-14T08:00:00.000Z secret=99aabbcc',
  },
  failing: {
    'token-rotator:base-url': 'https://acme.alationcloud.com',
    'token-rotator:status': 'state=failing code=AlationUnavailable since=2026-11-24T06:00:00.000Z',
    'token-rotator:access-token':
      'issued=2026-11-23T12:00:00.000Z expires=2026-11-24T12:00:00.000Z credential=tableau-a verified=no probed=2026-11-24T05:00:00.000Z',
    'token-rotator:accepted-version': '11111111-1111-1111-1111-111111111111',
    'token-rotator:backoff':
      'version=11111111-1111-1111-1111-111111111111 attempts=7 next=2026-11-24T08:25:00.000Z',
    'token-rotator:credential-1':
      'name=tableau-a kind=refresh-token state=active version=11111111-1111-1111-1111-111111111111 expires=2027-01-13T08:00:00.000Z source=reported stored=2026-11-14T08:00:00.000Z secret=0a1b2c3d',
  },
  rejected: {
    'token-rotator:base-url': 'https://acme.alationcloud.com',
    'token-rotator:status': 'state=rejected code=CredentialRejected since=2026-11-24T08:00:00.000Z',
    'token-rotator:credential-1':
      'name=tableau-a kind=refresh-token state=rejected version=11111111-1111-1111-1111-111111111111 expires=2027-01-13T08:00:00.000Z source=reported stored=2026-11-14T08:00:00.000Z secret=0a1b2c3d',
  },
  oauth: {
    'token-rotator:base-url': 'https://acme.alationcloud.com',
    'token-rotator:status': 'state=retrying code=VerificationUnavailable since=2026-11-24T08:00:00.000Z',
    'token-rotator:access-token':
      'issued=2026-11-24T07:00:00.000Z expires=2026-11-25T07:00:00.000Z credential=loader verified=yes probed=2026-11-24T08:00:00.000Z secret=12345678',
    'token-rotator:accepted-version': '11111111-1111-1111-1111-111111111111',
    'token-rotator:credential-1':
      'name=loader kind=oauth-client state=active version=11111111-1111-1111-1111-111111111111 stored=2026-11-14T08:00:00.000Z secret=12345678',
  },
} as const;

/** The warner's tags as release 0.1.0 wrote them. */
export const notificationTagsOf010 = {
  'token-rotator:said':
    'state=failing version=11111111-1111-1111-1111-111111111111 failures=rejected:wait accepted=11111111-1111-1111-1111-111111111111',
  'token-rotator:warned-1': 'name=tableau-a expires=2027-01-13T08:00:00.000Z stage=14',
  'token-rotator:warned-2':
    'name=loader rejected=11111111-1111-1111-1111-111111111111 aged=2025-10-20T08:00:00.000Z',
} as const;
