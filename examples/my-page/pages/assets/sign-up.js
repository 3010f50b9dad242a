import { signUp } from "./cognito.js";
import { fillFromAddress, leaveFor, onSubmit } from "./form.js";

const form = document.getElementById("sign-up-form");

onSubmit(form, async ({ email, password }) => {
  const { UserConfirmed: isActive } = await signUp(email, password);
  // A pool may activate accounts by a rule of its own; then there is no code to enter.
  return isActive ? leaveFor("/sign-in", { email, reason: "ready" }) : leaveFor("/activate", { email });
});
fillFromAddress(form);
