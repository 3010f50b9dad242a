// The sign-out button, which stands on more than one page.

import { sayLater } from "./message.js";
import { farewell } from "./oauth.js";
import { isHosted, signOut } from "./session.js";

export function bindSignOut() {
  const button = document.getElementById("sign-out");
  button.addEventListener("click", async () => {
    button.ariaBusy = "true";
    const hosted = isHosted();
    sayLater((await signOut()) ? "signed-out" : "signed-out-here");
    // Cognito's own pages keep a session, with which the next person at this computer could sign in.
    // Where the site is away, too, there is no way to them: the start page says what was done.
    location.assign(hosted ? await farewell().catch(() => "/") : "/");
  });
}
