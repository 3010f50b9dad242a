// What all forms share: checks with words beside the field, a button that shows that work is under way, and
// Cognito's answer in `#message`.

import { explain } from "./errors.js";
import { hush, say } from "./message.js";

/** Runs `action` with the form's values when the person sends it, and says what went wrong if it throws. */
export function onSubmit(form, action) {
  form.addEventListener("input", ({ target }) => clearField(target));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (check(form)) await run(form.querySelector("[type=submit]"), form, action);
  });
}

/** The same for a button that stands outside the form's own submit, such as "send a new code". */
export function onPress(button, form, action) {
  button.addEventListener("click", () => run(button, form, action));
}

/** Fills the form from the page's address (`?email=…`), then puts the cursor into the first field that is empty. */
export function fillFromAddress(form) {
  const given = new URLSearchParams(location.search);
  for (const input of inputs(form)) {
    if (input.name !== "password" && given.has(input.name)) input.value = given.get(input.name);
  }
  focusFirstEmpty(form);
}

export function focusFirstEmpty(form) {
  inputs(form).find((input) => input.value === "")?.focus();
}

/** Goes to another page of this site. Never settles, so the button stays busy until the page is gone. */
export function leaveFor(path, parameters) {
  location.assign(parameters ? `${path}?${new URLSearchParams(parameters)}` : path);
  return new Promise(() => {});
}

/** Whether one field is fine; if not, says so beside it. */
export function checkField(input) {
  const problem = problemWith(input);
  if (problem) mark(input, problem);
  return !problem;
}

async function run(button, form, action) {
  if (button.ariaBusy === "true") return;
  hush();
  setBusy(button, true);
  try {
    const values = Object.fromEntries(new FormData(form));
    for (const name of Object.keys(values)) {
      if (name !== "password" && typeof values[name] === "string") values[name] = values[name].trim();
    }
    await action(values);
  } catch (error) {
    const { text, field, link } = explain(error, form.elements.email?.value.trim());
    say("bad", text, link);
    const input = field && form.elements[field];
    if (input) {
      input.ariaInvalid = "true";
      input.setAttribute("aria-describedby", `${noteOf(input).id} message`);
      input.focus();
      input.select();
    }
  } finally {
    setBusy(button, false);
  }
}

function check(form) {
  const wrong = inputs(form).filter((input) => !checkField(input));
  wrong[0]?.focus();
  return wrong.length === 0;
}

function problemWith(input) {
  const value = input.name === "password" ? input.value : input.value.trim();
  if (value === "") return input.dataset.missing;
  // A password is judged by the pool, which knows its own rules.
  if (input.name === "email" && !/^\S+@\S+$/.test(value)) return "This does not look like an e-mail address.";
  if (input.name === "code" && !/^\d+$/.test(value)) return "The code has digits only.";
  return null;
}

// A problem takes the hint's place. The note keeps the hint's height, so that nothing on the page moves.
function mark(input, problem) {
  const note = noteOf(input);
  note.style.minHeight = `${note.offsetHeight}px`;
  note.dataset.hint ??= note.textContent;
  note.textContent = problem;
  note.classList.add("problem");
  input.ariaInvalid = "true";
}

/** Takes back what was said against a field. */
export function clearField(input) {
  const note = noteOf(input);
  if (note.dataset.hint !== undefined) note.textContent = note.dataset.hint;
  note.classList.remove("problem");
  input.ariaInvalid = null;
  input.setAttribute("aria-describedby", note.id);
}

function noteOf(input) {
  return document.getElementById(`${input.id}-note`);
}

function inputs(form) {
  return [...form.elements].filter((element) => element instanceof HTMLInputElement);
}

// `aria-disabled`, not `disabled`: a button that is disabled while it has the focus loses it.
function setBusy(button, busy) {
  button.dataset.label ??= button.textContent;
  button.textContent = busy ? button.dataset.busy : button.dataset.label;
  button.ariaBusy = String(busy);
  button.ariaDisabled = String(busy);
}

// Coming back with the browser's own button can bring back the page as it was left: busy. Start afresh then.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// "Show" beside a password field.
for (const button of document.querySelectorAll("button.reveal")) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.ariaPressed = String(shown);
  });
}
