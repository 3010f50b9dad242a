// The page's one place for news: `#message`, a live region that screen readers read out when it changes.
//
// Text goes in as text only, here and in all these scripts: nothing that came from a person, a token or the network
// is ever parsed as HTML.

const region = document.getElementById("message");

/** Says something. `kind` is "good", "bad" or "plain"; `link` is `{href, label}`. */
export function say(kind, text, link) {
  if (!link && region.textContent === text) return; // or it would be read out again
  region.className = `message ${kind}`;
  region.replaceChildren(text);
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link.href;
    anchor.textContent = link.label;
    region.append(" ", anchor);
  }
}

export function hush() {
  region.className = "message";
  region.replaceChildren();
}

// Why another page sent the person here. Only these can be said: an address cannot put words into our mouth.
const REASONS = {
  activated: ["good", "Your account is active. You can sign in now."],
  ended: ["plain", "Your session has ended. Please sign in again."],
  needed: ["plain", "Please sign in to see your page."],
  ready: ["good", "Your account is ready. You can sign in now."],
  reset: ["good", "Your password is changed. You can sign in with it now."],
  "signed-out": ["good", "You are signed out."],
  "signed-out-here": [
    "plain",
    "You are signed out in this browser. Cognito could not be told, so the old tokens stay good until they expire.",
  ],
};

const KEY = "my-page.reason";

/** Has the next page of this tab say a reason, where the way leads over pages that are not ours. */
export function sayLater(reason) {
  sessionStorage.setItem(KEY, reason);
}

/** Says what the page was opened for, once: a reload does not repeat it. */
export function sayReason() {
  const address = new URL(location.href);
  const reason = address.searchParams.get("reason") ?? sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (!Object.hasOwn(REASONS, reason)) return;
  say(...REASONS[reason]);
  address.searchParams.delete("reason");
  history.replaceState(null, "", address);
}
