import { explain } from "./errors.js";
import { say } from "./message.js";
import { arrive } from "./oauth.js";

const query = new URLSearchParams(location.search);
// The code is good once and soon over, but has no business in the history or in a copied address.
history.replaceState(null, "", location.pathname);
try {
  await arrive(query);
  location.replace("/my-page");
} catch (error) {
  const { text, link } = explain(error);
  document.getElementById("lead").hidden = true;
  say("bad", text, link ?? { href: "/sign-in", label: "Sign in" });
}
