import { sendCode, setNewPassword, signInWithPassword } from "./authenticate.js";
import { loadConfig } from "./config.js";
import { explain } from "./errors.js";
import { textField } from "./field.js";
import { fillFromAddress, focusFirstEmpty, leaveFor, onSubmit } from "./form.js";
import { hush, say, sayReason } from "./message.js";
import { departure } from "./oauth.js";
import { providerLabel } from "./providers.js";
import { keep } from "./session.js";

const form = document.getElementById("sign-in-form");
const newPasswordForm = document.getElementById("new-password-form");
const codeForm = document.getElementById("code-form");
const startOver = document.getElementById("start-over");
const elsewhere = document.getElementById("elsewhere");

// Where the code is that the pool asks for.
const CODE_LEADS = {
  EMAIL_OTP: "The pool sent you a code by e-mail.",
  SMS_MFA: "The pool sent you a code by text message.",
  SOFTWARE_TOKEN_MFA: "Your account has a second factor. Enter the code that your authenticator app shows now.",
};

let question = null; // what the pool wants to know besides the password
let hasDomain = false;

onSubmit(form, async ({ email, password }) => goOn(await signInWithPassword(email, password)));
onSubmit(newPasswordForm, ({ password, ...attributes }) =>
  afterQuestion(() => setNewPassword(question, password, attributes)),
);
onSubmit(codeForm, ({ code }) => afterQuestion(() => sendCode(question, code)));
startOver.addEventListener("click", () => {
  hush();
  show(form);
});

function goOn({ tokens, question: asked }) {
  if (tokens) {
    keep(tokens);
    return leaveFor("/my-page");
  }
  question = asked;
  if (asked.wants === "password") {
    for (const field of newPasswordForm.querySelectorAll(".attribute")) field.remove();
    newPasswordForm.querySelector("[type=submit]").before(...asked.attributes.map(textField));
    return show(newPasswordForm);
  }
  document.getElementById("code-lead").textContent = CODE_LEADS[asked.challenge];
  return show(codeForm);
}

async function afterQuestion(answer) {
  let given;
  try {
    given = await answer();
  } catch (error) {
    if (error.code === "NotAuthorizedException") show(form); // the pool has forgotten that it asked
    throw error;
  }
  return goOn(given);
}

function show(shown) {
  for (const one of [form, newPasswordForm, codeForm]) {
    one.hidden = one !== shown;
    if (one.hidden) one.reset();
  }
  startOver.hidden = shown === form;
  elsewhere.hidden = shown !== form || !hasDomain;
  focusFirstEmpty(shown);
}

function bindDeparture(button, provider) {
  button.addEventListener("click", async () => {
    hush();
    button.ariaBusy = "true";
    try {
      await leaveFor(await departure(provider));
    } catch (error) {
      button.ariaBusy = "false";
      say("bad", explain(error).text);
    }
  });
}

function providerButton(provider) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet";
  button.dataset.provider = provider;
  button.textContent = providerLabel(provider);
  bindDeparture(button, provider);
  return button;
}

fillFromAddress(form);
sayReason();

const { oauthDomain, providers = [] } = await loadConfig();
if (oauthDomain) {
  document.getElementById("providers").append(...providers.map(providerButton));
  bindDeparture(document.getElementById("hosted"));
  hasDomain = true;
  elsewhere.hidden = form.hidden;
}
