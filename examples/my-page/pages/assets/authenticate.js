// From an e-mail address and a password to tokens, without sending the password.

import { initiateAuth, respondToAuthChallenge } from "./cognito.js";
import { loadConfig } from "./config.js";
import { createKeys, prove, SrpAborted } from "./srp.js";

/** Cognito asks for something that these pages do not offer, such as a passkey. */
export class UnsupportedChallenge extends Error {
  code = "UnsupportedChallenge";

  constructor(challenge) {
    super(challenge);
    this.challenge = challenge;
  }
}

/** Browsers offer cryptography only to pages that came over https or from this very computer. */
export class InsecurePage extends Error {
  code = "InsecurePage";
}

/** The code from an app or a message is not the one that Cognito expects now. */
export class OneTimeCodeRefused extends Error {
  code = "OneTimeCodeRefused";
}

// The challenges that a code answers, and what Cognito calls the code in each.
const CODES = {
  EMAIL_OTP: "EMAIL_OTP_CODE",
  SMS_MFA: "SMS_MFA_CODE",
  SOFTWARE_TOKEN_MFA: "SOFTWARE_TOKEN_MFA_CODE",
};

/**
 * Signs in with SRP. Returns `{tokens}`, Cognito's `AuthenticationResult`, or `{question}`: what it wants to know besides,
 * for one of the two functions below.
 */
export async function signInWithPassword(email, password) {
  if (!globalThis.crypto?.subtle) throw new InsecurePage();
  try {
    return await exchange(email, password);
  } catch (error) {
    if (!(error instanceof SrpAborted)) throw error;
    return exchange(email, password); // bad luck is not had twice; a second time it is the pool's fault
  }
}

/** Answers a question with `wants: "password"`: a new one in place of the temporary one, and the attributes it wants. */
export async function setNewPassword(question, password, attributes) {
  const named = Object.entries(attributes).map(([name, value]) => [`userAttributes.${name}`, value]);
  return answer(question, { NEW_PASSWORD: password, ...Object.fromEntries(named) });
}

/** Answers a question with `wants: "code"`. */
export async function sendCode(question, code) {
  try {
    return await answer(question, { [CODES[question.challenge]]: code });
  } catch (error) {
    if (!["CodeMismatchException", "ExpiredCodeException"].includes(error.code)) throw error;
    throw new OneTimeCodeRefused(error.message);
  }
}

async function answer({ challenge, session, userId }, responses) {
  const given = await respondToAuthChallenge(challenge, { USERNAME: userId, ...responses }, session);
  return outcome(given, userId);
}

async function exchange(email, password) {
  const { userPoolId } = await loadConfig();
  const poolName = userPoolId.split("_")[1];
  const keys = createKeys();

  const asked = await initiateAuth("USER_SRP_AUTH", { USERNAME: email, SRP_A: keys.A.toString(16) });
  if (asked.ChallengeName !== "PASSWORD_VERIFIER") return outcome(asked, email);

  const given = asked.ChallengeParameters;
  const userId = given.USER_ID_FOR_SRP; // the pool's own name for the person, whatever they typed
  const { signature, timestamp } = await prove({
    keys,
    poolName,
    userId,
    password,
    salt: BigInt(`0x${given.SALT}`),
    B: BigInt(`0x${given.SRP_B}`),
    secretBlock: given.SECRET_BLOCK,
  });
  const responses = {
    USERNAME: userId,
    PASSWORD_CLAIM_SECRET_BLOCK: given.SECRET_BLOCK,
    PASSWORD_CLAIM_SIGNATURE: signature,
    TIMESTAMP: timestamp,
  };
  return outcome(await respondToAuthChallenge("PASSWORD_VERIFIER", responses, asked.Session), userId);
}

function outcome(given, userId) {
  if (given.AuthenticationResult) return { tokens: given.AuthenticationResult };
  const { ChallengeName: challenge, ChallengeParameters: parameters = {}, Session: session } = given;
  const question = { challenge, session, userId };
  if (challenge === "NEW_PASSWORD_REQUIRED") {
    const wanted = JSON.parse(parameters.requiredAttributes ?? "[]");
    const attributes = wanted.map((name) => name.replace(/^userAttributes\./, ""));
    return { question: { ...question, wants: "password", attributes } };
  }
  if (Object.hasOwn(CODES, challenge)) return { question: { ...question, wants: "code" } };
  throw new UnsupportedChallenge(challenge);
}
