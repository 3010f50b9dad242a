// What a pool may ask for besides the password, with a made-up Cognito.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { sendCode, setNewPassword, signInWithPassword } from "./assets/authenticate.js";

const tokens = { AccessToken: "a", IdToken: "i", RefreshToken: "r", ExpiresIn: 3600 };
let answers; // one after another
let asked;

globalThis.fetch = async (address, { body, headers } = {}) => {
  if (address === "/config.json") {
    return Response.json({ clientId: "app", endpoint: "cognito", userPoolId: "eu-west-1_AbC" });
  }
  asked.push([headers["X-Amz-Target"].split(".")[1], JSON.parse(body)]);
  const [status, answer] = answers.shift();
  return Response.json(answer, { status });
};

beforeEach(() => {
  asked = [];
});

function challenge(ChallengeName, ChallengeParameters = {}) {
  return [200, { ChallengeName, ChallengeParameters, Session: "session" }];
}

function refused(type) {
  return [400, { __type: type, message: "" }];
}

async function question(...first) {
  answers = [challenge(...first)];
  const { question } = await signInWithPassword("a@example.com", "secret");
  asked = [];
  return question;
}

test("a temporary password is replaced, with the attributes that the pool wants", async () => {
  const requiredAttributes = '["userAttributes.name","userAttributes.custom:team"]';
  const asks = await question("NEW_PASSWORD_REQUIRED", { requiredAttributes, userAttributes: "{}" });
  assert.equal(asks.wants, "password");
  assert.deepEqual(asks.attributes, ["name", "custom:team"]);
  answers = [[200, { AuthenticationResult: tokens }]];
  assert.deepEqual(await setNewPassword(asks, "new", { name: "Ada", "custom:team": "x" }), { tokens });
  const [[operation, sent]] = asked;
  assert.equal(operation, "RespondToAuthChallenge");
  assert.deepEqual(sent, {
    ClientId: "app",
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session: "session",
    ChallengeResponses: {
      USERNAME: "a@example.com",
      NEW_PASSWORD: "new",
      "userAttributes.name": "Ada",
      "userAttributes.custom:team": "x",
    },
  });
});

test("one question may follow another", async () => {
  const asks = await question("NEW_PASSWORD_REQUIRED");
  assert.deepEqual(asks.attributes, []);
  answers = [challenge("SOFTWARE_TOKEN_MFA")];
  const { question: next } = await setNewPassword(asks, "new", {});
  assert.equal(next.wants, "code");
  answers = [[200, { AuthenticationResult: tokens }]];
  assert.deepEqual(await sendCode(next, "123456"), { tokens });
  assert.deepEqual(asked.at(-1)[1].ChallengeResponses, {
    USERNAME: "a@example.com",
    SOFTWARE_TOKEN_MFA_CODE: "123456",
  });
});

test("each kind of code goes by its own name", async () => {
  for (const [name, key] of [
    ["EMAIL_OTP", "EMAIL_OTP_CODE"],
    ["SMS_MFA", "SMS_MFA_CODE"],
  ]) {
    const asks = await question(name);
    answers = [[200, { AuthenticationResult: tokens }]];
    await sendCode(asks, "123456");
    assert.equal(asked[0][1].ChallengeResponses[key], "123456");
  }
});

test("a wrong code may be tried again, and a fault is told as it is", async () => {
  const asks = await question("SOFTWARE_TOKEN_MFA");
  for (const type of ["CodeMismatchException", "ExpiredCodeException"]) {
    answers = [refused(type)];
    await assert.rejects(sendCode(asks, "000000"), { code: "OneTimeCodeRefused" });
  }
  answers = [refused("NotAuthorizedException")];
  await assert.rejects(sendCode(asks, "000000"), { code: "NotAuthorizedException" });
});

test("what these pages do not offer is named", async () => {
  await assert.rejects(question("WEB_AUTHN"), { code: "UnsupportedChallenge", challenge: "WEB_AUTHN" });
});
