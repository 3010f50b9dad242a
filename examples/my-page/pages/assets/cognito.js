// Amazon Cognito's user-pool API: one POST address, the operation named in a header, JSON both ways.
//
// These operations need no AWS signature, and Cognito lets every origin call them, so the browser talks to Cognito
// itself. This site's server never sees a password.

import { loadConfig } from "./config.js";
import { NetworkError } from "./network.js";

/** What Cognito answered instead of a result. `code` is its own name for it, such as `CodeMismatchException`. */
export class CognitoError extends Error {
  constructor(code, message, status) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export async function signUp(email, password) {
  return call("SignUp", {
    Username: email,
    Password: password,
    UserAttributes: [{ Name: "email", Value: email }],
  });
}

export async function confirmSignUp(email, code) {
  return call("ConfirmSignUp", { Username: email, ConfirmationCode: code });
}

export async function resendConfirmationCode(email) {
  return call("ResendConfirmationCode", { Username: email });
}

export async function initiateAuth(flow, parameters) {
  return call("InitiateAuth", { AuthFlow: flow, AuthParameters: parameters });
}

export async function respondToAuthChallenge(challenge, responses, session) {
  return call("RespondToAuthChallenge", {
    ChallengeName: challenge,
    ChallengeResponses: responses,
    Session: session,
  });
}

/**
 * New tokens for a refresh token. Pools that replace the refresh token at each use allow only the newer operation,
 * and many stand-ins for Cognito know only the older one.
 */
export async function refreshTokens(refreshToken) {
  try {
    return await call("GetTokensFromRefreshToken", { RefreshToken: refreshToken });
  } catch (error) {
    if (!isUnknownOperation(error)) throw error;
    return initiateAuth("REFRESH_TOKEN_AUTH", { REFRESH_TOKEN: refreshToken });
  }
}

export async function revokeToken(refreshToken) {
  return call("RevokeToken", { Token: refreshToken });
}

export async function forgotPassword(email) {
  return call("ForgotPassword", { Username: email });
}

export async function confirmForgotPassword(email, code, password) {
  return call("ConfirmForgotPassword", { Username: email, ConfirmationCode: code, Password: password });
}

async function call(operation, parameters) {
  const { endpoint, clientId } = await loadConfig();
  let response;
  try {
    response = await fetch(endpoint, {
      method: "POST",
      headers: {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: JSON.stringify({ ClientId: clientId, ...parameters }),
      cache: "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
  } catch (cause) {
    throw new NetworkError("Cognito", cause);
  }
  // A proxy on the way may answer with a page, and some operations answer with nothing.
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw asError(response, answer);
  return answer;
}

function asError(response, answer) {
  // The name may stand behind a namespace ("com.amazonaws…#Name") or, in the header, before a colon ("Name:").
  const named = answer.__type ?? answer.code ?? response.headers.get("x-amzn-errortype") ?? "UnknownError";
  const code = String(named).split("#").at(-1).split(":")[0];
  return new CognitoError(code, answer.message ?? answer.Message ?? "", response.status);
}

function isUnknownOperation(error) {
  const names = ["InvalidAction", "UnknownError", "UnknownOperationException", "UnsupportedOperationException"];
  return error instanceof CognitoError && names.includes(error.code);
}
