// What the pages share that are for somebody who is signed in: who it is, the way to the other pages, buttons that work
// for a while, and refusals in words.

import { explain } from "./errors.js";
import { hush, say } from "./message.js";
import { displayName, isSignedIn, seemsMemberOf, SessionEnded } from "./session.js";
import { bindSignOut } from "./sign-out.js";

/** Fills the page's head, and says whether somebody is signed in. A stranger is sent to sign in. */
export function enter() {
  if (!isSignedIn()) {
    location.replace("/sign-in?reason=needed");
    return false;
  }
  document.getElementById("who").textContent = displayName();
  document.getElementById("admin-link").hidden = !seemsMemberOf("admins");
  bindSignOut();
  return true;
}

/** Runs an action for a button, and says what went wrong. */
export async function attempt(button, action) {
  if (button?.ariaBusy === "true") return;
  hush();
  if (button) button.ariaBusy = "true";
  try {
    await action();
  } catch (error) {
    complain(error);
  } finally {
    if (button) button.ariaBusy = "false";
  }
}

export function bind(id, action) {
  const button = document.getElementById(id);
  button.addEventListener("click", () => attempt(button, action));
}

/** Says what went wrong, in the page's place for news. */
function complain(error) {
  if (error instanceof SessionEnded) return location.replace("/sign-in?reason=ended");
  const { text, link } = explain(error);
  say("bad", text, link);
}

/** Why the site's API did not answer with 200, in words. */
export function refusal(response) {
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

// Coming back with the browser's own button can bring back the page of somebody who signed out. Start afresh then.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
