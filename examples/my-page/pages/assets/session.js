// The tokens of the person who is signed in.
//
// They live in sessionStorage: they survive a reload and end with the tab. localStorage would keep the refresh
// token, which is good for weeks, on the disk of a computer that others may use after. Neither hides tokens from a
// foreign script in this page; the Content-Security-Policy keeps such scripts out.

import { refreshTokens, revokeToken } from "./cognito.js";
import { NetworkError } from "./network.js";

const KEY = "my-page.session";

/** There are no tokens, or Cognito no longer renews them: the person has to sign in again. */
export class SessionEnded extends Error {
  code = "SessionEnded";
}

/**
 * Keeps what a sign-in or a refresh brought. `before` is the session that it renews; of a sign-in on Cognito's own pages it
 * is `{hosted: true}`, since these keep a session of their own.
 */
export function keep(result, before = {}) {
  const lifetime = result.ExpiresIn * 1000;
  const session = {
    accessToken: result.AccessToken,
    idToken: result.IdToken ?? before.idToken,
    // A refresh brings a new refresh token only where the pool replaces it at each use.
    refreshToken: result.RefreshToken ?? before.refreshToken,
    hosted: before.hosted === true,
    // A little before the end, counted from now by this computer's clock and not read from `exp`: so a clock that
    // is wrong does no harm.
    renewAt: Date.now() + lifetime - Math.min(60_000, lifetime / 5),
  };
  sessionStorage.setItem(KEY, JSON.stringify(session));
}

export function isSignedIn() {
  return load() !== null;
}

/** Whether the sign-in was on Cognito's own pages, at a provider or not. */
export function isHosted() {
  return load()?.hosted === true;
}

/** How to call the person, for display only: nobody has verified this token in the browser. */
export function displayName() {
  const claims = unverified(load()?.idToken);
  return claims.email ?? claims["cognito:username"] ?? "someone";
}

/** Whether to show the person what members of a group may do. Whether they may, the site decides. */
export function seemsMemberOf(group) {
  const groups = unverified(load()?.accessToken)["cognito:groups"];
  return Array.isArray(groups) && groups.includes(group);
}

/** An access token with some life left, renewed first if it has little. */
export async function accessToken() {
  return (await fresh()).accessToken;
}

/** The same of the ID token, which says who signed in. The identity pool wants this one. */
export async function idToken() {
  return (await fresh()).idToken;
}

async function fresh() {
  const session = load();
  if (!session) throw new SessionEnded();
  if (Date.now() >= session.renewAt) await renew();
  return load();
}

let renewing = null;

/** Fetches new tokens. Callers that come while a request is under way share it: a refresh token may be good once only. */
export function renew() {
  renewing ??= requestTokens().finally(() => {
    renewing = null;
  });
  return renewing;
}

/**
 * Asks this site's API in the person's name. An API may find a token expired that looked fresh here, so a refused
 * token is renewed once. Returns the response, whatever its status. `token` gets the token that the path wants.
 */
export async function fetchAsMe(path, method = "GET", token = accessToken) {
  const first = await request(path, await token(), method);
  if (first.status !== 401 || !/error="invalid_token"/.test(first.headers.get("www-authenticate") ?? "")) return first;
  await renew();
  return request(path, await token(), method);
}

/** Forgets the tokens. Returns whether Cognito could be told to renew them no more. */
export async function signOut() {
  const refreshToken = load()?.refreshToken;
  sessionStorage.removeItem(KEY);
  try {
    if (refreshToken) await revokeToken(refreshToken);
    return true;
  } catch {
    return false;
  }
}

/**
 * Ends every sign-in of the person, on all devices. Returns the site's answer; if it is 204, the tokens are forgotten,
 * and `refusal` is what the site now says to the access token that was good until then.
 */
export async function signOutEverywhere() {
  const answer = await fetchAsMe("/sign-out-everywhere", "POST");
  if (answer.status !== 204) return { answer };
  const { accessToken } = load();
  sessionStorage.removeItem(KEY);
  return { answer, refusal: await request("/me", accessToken).catch(() => null) };
}

async function requestTokens() {
  const before = load();
  if (!before?.refreshToken) throw new SessionEnded();
  let answer;
  try {
    answer = await refreshTokens(before.refreshToken);
  } catch (error) {
    if (!endsSession(error)) throw error;
    sessionStorage.removeItem(KEY);
    throw new SessionEnded();
  }
  // Somebody may have signed out while we waited; their wish counts.
  if (load()?.refreshToken !== before.refreshToken) throw new SessionEnded();
  keep(answer.AuthenticationResult, before);
}

function endsSession(error) {
  const names = ["NotAuthorizedException", "RefreshTokenReuseException", "UserNotFoundException"];
  return names.includes(error.code);
}

async function request(path, token, method = "GET") {
  try {
    return await fetch(path, { method, headers: { Authorization: `Bearer ${token}` }, cache: "no-store" });
  } catch (cause) {
    throw new NetworkError("this site", cause);
  }
}

function load() {
  return JSON.parse(sessionStorage.getItem(KEY));
}

/** What a token says, without a look at its signature. */
export function unverified(token) {
  try {
    const text = atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (char) => char.charCodeAt(0))));
  } catch {
    return {};
  }
}
