// The ID token of the person who is signed in becomes AWS credentials of their own, through an identity pool.
//
// They are kept in this page's memory only: a reload asks for new ones, and a tab that is closed leaves none behind.

import { loadConfig } from "./config.js";
import { post } from "./json-api.js";
import { idToken, unverified } from "./session.js";

// Before the end: the credentials live for an hour, and an upload may take a while.
const MARGIN = 5 * 60_000;

/** The site was started without the settings that this needs; `missing` names them. */
export class NotConfigured extends Error {
  code = "NotConfigured";

  constructor(missing) {
    super(missing.join(", "));
    this.missing = missing;
  }
}

let held = null;
let exchanging = null;

/** `{identityId, credentials}`, renewed if they are near their end. Callers that come meanwhile share one exchange. */
export async function identity() {
  if (held && Date.now() < held.renewAt) return held;
  exchanging ??= exchange().finally(() => {
    exchanging = null;
  });
  return exchanging;
}

/** Forgets the credentials, for a store that takes them no more. */
export function forget() {
  held = null;
}

async function exchange() {
  const { identityPoolId, identityEndpoint, region, userPoolId } = await loadConfig();
  if (!identityPoolId || !identityEndpoint) throw new NotConfigured(["COGNITO_IDENTITY_POOL_ID"]);
  const ask = (operation, parameters) =>
    post(identityEndpoint, `AWSCognitoIdentityService.${operation}`, parameters, "the identity pool");

  const token = await idToken();
  const Logins = { [providerName(unverified(token).iss, region, userPoolId)]: token };
  const { IdentityId } = await ask("GetId", { IdentityPoolId: identityPoolId, Logins });
  const answer = await ask("GetCredentialsForIdentity", { IdentityId, Logins });
  const { AccessKeyId, SecretKey, SessionToken, Expiration } = answer.Credentials;
  held = {
    identityId: answer.IdentityId, // not always the one that we sent: identities are merged
    credentials: { accessKeyId: AccessKeyId, secretKey: SecretKey, sessionToken: SessionToken },
    renewAt: Expiration * 1000 - MARGIN,
  };
  return held;
}

/**
 * The name by which an identity pool knows a user pool: its issuer without the scheme. Stand-ins and the newer form of
 * issuer have other names in their tokens, but go by this one all the same.
 */
export function providerName(issuer, region, userPoolId) {
  const [, name] = /^https:\/\/(cognito-idp\.[a-z0-9-]+\.[a-z.]+\/[\w-]+)$/.exec(issuer) ?? [];
  return name ?? `cognito-idp.${region}.amazonaws.com/${userPoolId}`;
}
