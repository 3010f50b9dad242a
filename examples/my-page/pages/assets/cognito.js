// Amazon Cognito's user-pool API, as far as these pages need it. The browser talks to Cognito itself: this site's server
// never sees a password.

import { loadConfig } from "./config.js";
import { CognitoError, post } from "./json-api.js";

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
  const target = `AWSCognitoIdentityProviderService.${operation}`;
  return post(endpoint, target, { ClientId: clientId, ...parameters }, "Cognito");
}

function isUnknownOperation(error) {
  const names = ["InvalidAction", "UnknownError", "UnknownOperationException", "UnsupportedOperationException"];
  return error instanceof CognitoError && names.includes(error.code);
}
