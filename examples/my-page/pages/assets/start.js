import { hasDevelopmentPool } from "./config.js";
import { sayReason } from "./message.js";
import { bindSignOut } from "./sign-out.js";
import { displayName, isSignedIn } from "./session.js";

if (isSignedIn()) {
  document.getElementById("who").textContent = displayName();
  document.getElementById("signed-in").hidden = false;
} else {
  document.getElementById("signed-out").hidden = false;
}
bindSignOut();
sayReason();

document.getElementById("mailbox-link").hidden = !(await hasDevelopmentPool());
