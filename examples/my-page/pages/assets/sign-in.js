import { signInWithPassword } from "./authenticate.js";
import { fillFromAddress, leaveFor, onSubmit } from "./form.js";
import { sayReason } from "./message.js";
import { keep } from "./session.js";

const form = document.getElementById("sign-in-form");

onSubmit(form, async ({ email, password }) => {
  keep(await signInWithPassword(email, password));
  return leaveFor("/my-page");
});
fillFromAddress(form);
sayReason();
