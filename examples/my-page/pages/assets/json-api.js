// How Cognito's two APIs, of user pools and of identity pools, are asked: one POST address each, the operation named in a
// header, JSON both ways.
//
// The operations that these pages use need no AWS signature, and Cognito lets every origin call them.

import { NetworkError } from "./network.js";

/** What Cognito answered instead of a result. `code` is its own name for it, such as `CodeMismatchException`. */
export class CognitoError extends Error {
  constructor(code, message, status) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The operation's result. `target` is service and operation, as the header wants them. */
export async function post(endpoint, target, parameters, place) {
  let response;
  try {
    response = await fetch(endpoint, {
      method: "POST",
      headers: { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target },
      body: JSON.stringify(parameters),
      cache: "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
  } catch (cause) {
    throw new NetworkError(place, cause);
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
