// The official verifier. What its options cannot say, `all` of a list and a resource, is its `customJwtCheck`.
import { CognitoJwtVerifier } from 'aws-jwt-verify';

import { decide, folder, meets, must, wanted } from './lines.mjs';

const { pool, client, now, jwks, cases } = folder();
Date.now = () => now * 1000; // it has no clock of its own to set

function verifierFor(config) {
  const { tokenUse, clients, scopes, groups, resource, leeway } = wanted(config, client);
  const any = (rule) => (rule?.[0] === 'any' ? rule.slice(1) : undefined);
  const verifier = CognitoJwtVerifier.create({
    userPoolId: pool,
    tokenUse: tokenUse === 'any' ? null : tokenUse,
    clientId: clients === 'any' ? null : clients,
    scope: any(scopes),
    groups: any(groups),
    graceSeconds: leeway,
    customJwtCheck({ payload }) {
      if (scopes?.[0] === 'all') must(meets(scopes, payload.scope?.split(' ') ?? []), 'scope');
      if (groups?.[0] === 'all') must(meets(groups, payload['cognito:groups'] ?? []), 'group');
      if (resource !== undefined) must([payload.aud].flat().includes(resource), 'resource');
    },
  });
  verifier.cacheJwks(jwks);
  return verifier;
}

const verifiers = new Map();
await decide(cases, (token, config) => {
  const key = JSON.stringify(config);
  if (!verifiers.has(key)) verifiers.set(key, verifierFor(config));
  // The synchronous form never fetches: an unknown kid is refused at once.
  return verifiers.get(key).verifySync(token);
});
