// A general library, used as its documentation says; Cognito's own claims checked by hand, as a careful user would.
import { createLocalJWKSet, jwtVerify } from 'jose';

import { decide, folder, meets, must, wanted } from './lines.mjs';

const { pool, client, now, jwks, cases } = folder();
const keys = createLocalJWKSet(jwks);
const region = pool.split('_')[0];
const issuer = ['cognito-idp', 'issuer-cognito-idp'].map((name) => `https://${name}.${region}.amazonaws.com/${pool}`);

await decide(cases, async (token, config) => {
  const { tokenUse, clients, scopes, groups, resource, leeway } = wanted(config, client);
  const { payload } = await jwtVerify(token, keys, {
    algorithms: ['RS256'],
    issuer,
    clockTolerance: leeway,
    currentDate: new Date(now * 1000),
    requiredClaims: ['exp', 'sub', 'token_use'],
  });
  const uses = tokenUse === 'any' ? ['access', 'id'] : [tokenUse];
  must(uses.includes(payload.token_use), 'token_use');
  const isAccess = payload.token_use === 'access';
  const audience = [payload.aud].flat();
  if (clients !== 'any') {
    must(isAccess ? clients.includes(payload.client_id) : clients.some((id) => audience.includes(id)), 'client');
  }
  if (isAccess && resource !== undefined) must(audience.includes(resource), 'resource');
  if (scopes) must(meets(scopes, (payload.scope ?? '').split(' ')), 'scope');
  if (groups) must(meets(groups, payload['cognito:groups'] ?? []), 'group');
});
