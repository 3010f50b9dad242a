import { confirmForgotPassword, forgotPassword } from "./cognito.js";
import { hasDevelopmentPool } from "./config.js";
import { fillFromAddress, focusFirstEmpty, leaveFor, onSubmit } from "./form.js";
import { hush, say } from "./message.js";

const askForm = document.getElementById("forgot-form");
const resetForm = document.getElementById("reset-form");

onSubmit(askForm, async ({ email }) => {
  const { CodeDeliveryDetails: delivery } = await forgotPassword(email);
  showReset(email);
  // Cognito may answer like this for an unknown address too, so that nobody can find out who has an account.
  say("good", `If there is an account, a code is on its way to ${delivery?.Destination ?? email}.`);
});

onSubmit(resetForm, async ({ email, code, password }) => {
  await confirmForgotPassword(email, code, password);
  return leaveFor("/sign-in", { email, reason: "reset" });
});

document.getElementById("have-code").addEventListener("click", () => {
  hush();
  showReset(askForm.elements.email.value.trim());
});
document.getElementById("ask-again").addEventListener("click", () => {
  hush();
  show(askForm, resetForm);
});

function showReset(email) {
  show(resetForm, askForm);
  resetForm.elements.email.value = email;
  focusFirstEmpty(resetForm);
}

function show(form, other) {
  form.hidden = false;
  other.hidden = true;
  focusFirstEmpty(form);
}

// The development mailbox links here with the code in the address.
if (new URLSearchParams(location.search).has("code")) {
  show(resetForm, askForm);
  fillFromAddress(resetForm);
} else {
  fillFromAddress(askForm);
}
document.getElementById("mailbox-link").hidden = !(await hasDevelopmentPool());
