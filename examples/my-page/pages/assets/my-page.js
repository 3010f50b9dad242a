import { claimRows, updateTimes } from "./claims.js";
import { explain } from "./errors.js";
import { hush, say } from "./message.js";
import { displayName, fetchAsMe, isSignedIn, renew, SessionEnded, signOutEverywhere } from "./session.js";
import { bindSignOut } from "./sign-out.js";

const claims = document.getElementById("claims");
const adminAnswer = document.getElementById("admin-answer");
const everywhereAnswer = document.getElementById("everywhere-answer");

async function showClaims() {
  const response = await fetchAsMe("/me");
  if (!response.ok) return say("bad", refusal(response));
  const received = await response.json();
  claims.tBodies[0].replaceChildren(...claimRows(received));
  claims.hidden = false;
  document.getElementById("no-group").hidden = "cognito:groups" in received;
}

async function askAdmin() {
  const response = await fetchAsMe("/admin");
  adminAnswer.className = `message ${response.ok ? "good" : "plain"}`;
  adminAnswer.textContent = response.ok
    ? "200: you are in the group “admins”, and the handler let you in."
    : refusal(response);
}

async function endAllSessions() {
  const { answer, refusal: after } = await signOutEverywhere();
  if (answer.status !== 204) {
    everywhereAnswer.className = "message bad";
    everywhereAnswer.textContent = await problem(answer);
    return;
  }
  for (const id of ["cards", "sign-out", "lead"]) document.getElementById(id).hidden = true;
  const again = { href: "/sign-in", label: "Sign in again" };
  if (after?.status === 401) {
    say("good", "You are signed out everywhere. The access token that was good a second ago now gets 401.", again);
  } else {
    say("bad", `Cognito signed you out, but the site answered ${after?.status ?? "nothing"} to the old token.`, again);
  }
  document.querySelector("#message a").focus(); // the button that had the focus is gone
}

/** What the site itself says about a failure, or else what its status means. */
async function problem(response) {
  const { detail } = await response.json().catch(() => ({}));
  return detail ? `${response.status}: ${detail}` : refusal(response);
}

/** Why the API did not answer with 200, in words. */
function refusal(response) {
  switch (response.status) {
    case 401:
      return "401: the site does not accept this token. Sign out and sign in again.";
    case 403:
      return "403: the site knows you, but this is for members of the group “admins” only.";
    case 503:
      return "503: the site cannot get the pool's keys at the moment, so it can check no token. Try again soon.";
    default:
      return `The site answered ${response.status}, which this page did not expect.`;
  }
}

/** Runs an action for a button, and says what went wrong. */
async function attempt(button, action) {
  if (button?.ariaBusy === "true") return;
  hush();
  if (button) button.ariaBusy = "true";
  try {
    await action();
  } catch (error) {
    if (error instanceof SessionEnded) return location.replace("/sign-in?reason=ended");
    const { text, link } = explain(error);
    say("bad", text, link);
  } finally {
    if (button) button.ariaBusy = "false";
  }
}

function bind(id, action) {
  const button = document.getElementById(id);
  button.addEventListener("click", () => attempt(button, action));
}

if (isSignedIn()) {
  document.getElementById("who").textContent = displayName();
  bindSignOut();
  bind("admin-check", askAdmin);
  bind("sign-out-everywhere", endAllSessions);
  bind("refresh", async () => {
    await renew();
    await showClaims();
    say("good", "You have a new access token.");
  });
  setInterval(() => updateTimes(claims), 5000);
  await attempt(null, showClaims);
  document.getElementById("cards").hidden = false; // only now, so that nothing jumps when the claims arrive
} else {
  location.replace("/sign-in?reason=needed");
}
