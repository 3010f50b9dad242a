import { attempt, bind, enter, refusal } from "./account.js";
import { claimRows, updateTimes } from "./claims.js";
import { factNodes } from "./facts.js";
import { say } from "./message.js";
import { farewell } from "./oauth.js";
import { fetchAsMe, idToken, isHosted, renew, signOutEverywhere } from "./session.js";

const claims = document.getElementById("claims");
const idClaims = document.getElementById("id-claims");
const adminAnswer = document.getElementById("admin-answer");
const everywhereAnswer = document.getElementById("everywhere-answer");

async function showClaims() {
  const received = await show(claims, await fetchAsMe("/me"));
  if (received) document.getElementById("no-group").hidden = "cognito:groups" in received;
  const who = await show(idClaims, await fetchAsMe("/me/id", "GET", idToken));
  const facts = document.getElementById("facts");
  facts.closest("section").hidden = !who;
  if (who) facts.replaceChildren(...factNodes(who));
}

/** Shows the claims that the site answered with, and returns them; or says why there are none. */
async function show(table, response) {
  table.closest("section").hidden = !response.ok;
  if (!response.ok) {
    say("bad", refusal(response), response.status === 503 ? { href: "/my-page", label: "Load the page again" } : undefined);
    return null;
  }
  const received = await response.json();
  table.tBodies[0].replaceChildren(...claimRows(received));
  table.hidden = false;
  return received;
}

async function askAdmin() {
  const response = await fetchAsMe("/admin");
  adminAnswer.className = `message ${response.ok ? "good" : "plain"}`;
  adminAnswer.textContent = response.ok
    ? "200: you are in the group “admins”, and the handler let you in."
    : refusal(response);
}

async function endAllSessions() {
  const hosted = isHosted();
  const { answer, refusal: after } = await signOutEverywhere();
  if (answer.status !== 204) {
    everywhereAnswer.className = "message bad";
    everywhereAnswer.textContent = await problem(answer);
    return;
  }
  for (const id of ["cards", "places", "lead"]) document.getElementById(id).hidden = true;
  // Cognito's own pages keep a session in a cookie, which this does not end.
  const next = hosted
    ? { href: await farewell(), label: "Leave the hosted page, too" }
    : { href: "/sign-in", label: "Sign in again" };
  if (after?.status === 401) {
    say("good", "You are signed out everywhere. The access token that was good a second ago now gets 401.", next);
  } else {
    say("bad", `Cognito signed you out, but the site answered ${after?.status ?? "nothing"} to the old token.`, next);
  }
  document.querySelector("#message a").focus(); // the button that had the focus is gone
}

/** What the site itself says about a failure, or else what its status means. */
async function problem(response) {
  const { detail } = await response.json().catch(() => ({}));
  return detail ? `${response.status}: ${detail}` : refusal(response);
}

if (enter()) {
  bind("admin-check", askAdmin);
  bind("sign-out-everywhere", endAllSessions);
  bind("refresh", async () => {
    await renew();
    await showClaims();
    say("good", "You have new tokens.");
  });
  setInterval(() => [claims, idClaims].forEach(updateTimes), 5000);
  await attempt(null, showClaims);
  document.getElementById("cards").hidden = false; // only now, so that nothing jumps when the claims arrive
}
