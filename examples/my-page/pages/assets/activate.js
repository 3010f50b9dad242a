import { confirmSignUp, resendConfirmationCode } from "./cognito.js";
import { hasDevelopmentPool } from "./config.js";
import { checkField, clearField, fillFromAddress, leaveFor, onPress, onSubmit } from "./form.js";
import { say } from "./message.js";

const form = document.getElementById("activate-form");

onSubmit(form, async ({ email, code }) => {
  await confirmSignUp(email, code);
  return leaveFor("/sign-in", { email, reason: "activated" });
});

onPress(document.getElementById("resend"), form, async ({ email }) => {
  const { email: field, code } = form.elements;
  if (!checkField(field)) return field.focus();
  const { CodeDeliveryDetails: delivery } = await resendConfirmationCode(email);
  say("good", `A new code is on its way to ${delivery?.Destination ?? email}.`);
  code.value = "";
  clearField(code); // what was wrong with the last one is no longer of interest
  code.focus();
});

fillFromAddress(form);
document.getElementById("mailbox-link").hidden = !(await hasDevelopmentPool());
