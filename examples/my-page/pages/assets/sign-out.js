// The sign-out button, which stands on more than one page.

import { signOut } from "./session.js";

export function bindSignOut() {
  const button = document.getElementById("sign-out");
  button.addEventListener("click", async () => {
    button.ariaBusy = "true";
    const told = await signOut();
    location.assign(`/?reason=${told ? "signed-out" : "signed-out-here"}`);
  });
}
