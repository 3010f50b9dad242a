// From an e-mail address and a password to tokens, without sending the password.

import { initiateAuth, respondToAuthChallenge } from "./cognito.js";
import { loadConfig } from "./config.js";
import { createKeys, prove, SrpAborted } from "./srp.js";

/** Cognito asks for something that these pages do not offer, such as a second factor. */
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

/** Signs in with SRP and returns Cognito's `AuthenticationResult`. */
export async function signInWithPassword(email, password) {
  if (!globalThis.crypto?.subtle) throw new InsecurePage();
  try {
    return await exchange(email, password);
  } catch (error) {
    if (!(error instanceof SrpAborted)) throw error;
    return exchange(email, password); // bad luck is not had twice; a second time it is the pool's fault
  }
}

async function exchange(email, password) {
  const { userPoolId } = await loadConfig();
  const poolName = userPoolId.split("_")[1];
  const keys = createKeys();

  const asked = await initiateAuth("USER_SRP_AUTH", { USERNAME: email, SRP_A: keys.A.toString(16) });
  if (asked.ChallengeName !== "PASSWORD_VERIFIER") return finish(asked);

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
  return finish(await respondToAuthChallenge("PASSWORD_VERIFIER", responses, asked.Session));
}

function finish(answer) {
  if (answer.AuthenticationResult) return answer.AuthenticationResult;
  throw new UnsupportedChallenge(answer.ChallengeName);
}
