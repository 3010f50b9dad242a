// Signing in on Cognito's own pages, or at a provider that it trusts: there with a redirect, and back with a code.
//
// PKCE ties the code to this tab, `state` ties the way back to the way there, and the nonce ties the ID token to both. None
// of the three is good twice.

import { InsecurePage } from "./authenticate.js";
import { sha256, toBase64Url, utf8 } from "./bytes.js";
import { revokeToken } from "./cognito.js";
import { loadConfig } from "./config.js";
import { NetworkError } from "./network.js";
import { keep, unverified } from "./session.js";

const KEY = "my-page.departure";
// The last one lets the person sign out everywhere: `GlobalSignOut` wants it.
const SCOPE = "openid email profile aws.cognito.signin.user.admin";

/** The way back is not the end of a way there that this tab began. */
export class StrangeReturn extends Error {
  code = "StrangeReturn";
}

/** The person or the provider said no; `reason` is OAuth's word for it. */
export class SignInRefused extends Error {
  code = "SignInRefused";

  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** Where to go to sign in, at a provider or on Cognito's own page. What must come back is noted in this tab. */
export async function departure(provider) {
  if (!globalThis.crypto?.subtle) throw new InsecurePage();
  const { clientId, oauthDomain } = await loadConfig();
  const noted = { verifier: random(), state: random(), nonce: random() };
  sessionStorage.setItem(KEY, JSON.stringify(noted));
  const parameters = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: callback(),
    scope: SCOPE,
    state: noted.state,
    nonce: noted.nonce,
    code_challenge_method: "S256",
    code_challenge: toBase64Url(await sha256(utf8(noted.verifier))),
  });
  if (provider) parameters.set("identity_provider", provider);
  return `${oauthDomain}/oauth2/authorize?${parameters}`;
}

/** Ends what `departure` began: the query of the way back becomes a session. */
export async function arrive(query) {
  const noted = JSON.parse(sessionStorage.getItem(KEY));
  sessionStorage.removeItem(KEY);
  // First of all: nothing else in this address is to be believed if somebody else made it.
  if (!noted || query.get("state") !== noted.state) throw new StrangeReturn("state");
  if (query.has("error")) throw new SignInRefused(query.get("error"));
  const tokens = await exchange(query.get("code") ?? "", noted.verifier);
  if (unverified(tokens.id_token).nonce !== noted.nonce) {
    await revokeToken(tokens.refresh_token).catch(() => {});
    throw new StrangeReturn("nonce");
  }
  const result = {
    AccessToken: tokens.access_token,
    IdToken: tokens.id_token,
    RefreshToken: tokens.refresh_token,
    ExpiresIn: tokens.expires_in,
  };
  keep(result, { hosted: true });
}

/** Where Cognito forgets the session that it keeps for its own pages; it then sends the person back to the start page. */
export async function farewell() {
  const { clientId, oauthDomain } = await loadConfig();
  return `${oauthDomain}/logout?${new URLSearchParams({ client_id: clientId, logout_uri: `${location.origin}/` })}`;
}

async function exchange(code, verifier) {
  const { clientId, oauthDomain } = await loadConfig();
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: clientId,
    code,
    redirect_uri: callback(),
    code_verifier: verifier,
  });
  let response;
  try {
    response = await fetch(`${oauthDomain}/oauth2/token`, {
      method: "POST",
      body,
      cache: "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
  } catch (cause) {
    throw new NetworkError("Cognito", cause);
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new SignInRefused(answer.error ?? `status ${response.status}`);
  return answer;
}

function callback() {
  return `${location.origin}/callback`;
}

/** 256 bits, which nobody guesses. */
function random() {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}
