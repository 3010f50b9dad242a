// Shows /dev/state.json and sends what the buttons ask for. Everything is put in as text, nothing as HTML.
"use strict";

const byId = (id) => document.getElementById(id);
let shown = "";

/** An element with attributes, and children that are elements or text. */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

function say(text, isGood = true) {
  const message = byId("message");
  message.textContent = text;
  message.className = isGood ? "" : "bad";
}

async function post(path, body, type = "application/json") {
  const answer = await fetch(path, { method: "POST", headers: { "content-type": type }, body });
  // A refusal by the server around the pool, of a file that is too large for example, is not JSON.
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    throw new Error(told.message ?? `status ${answer.status}`);
  }
  return told;
}

/** Does something, says how it went, and shows what became of it. */
async function act(done, work) {
  try {
    const result = await work();
    await refresh();
    say(done);
    return result;
  } catch (error) {
    say(`That failed: ${error.message}`, false);
    return null;
  }
}

function facts(pairs) {
  const filled = pairs.filter(([, value]) => value !== null && value !== "");
  return filled.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]);
}

function time(seconds) {
  const at = new Date(seconds * 1000);
  return element("time", { datetime: at.toISOString() }, at.toLocaleString());
}

function userButton(user, action, text, done) {
  const key = `${action} ${user.sub}`;
  const attributes = { type: "button", "data-key": key, "data-action": action };
  const button = element("button", attributes, text, element("span", { class: "unseen" }, ` ${user.name}`));
  button.addEventListener("click", () =>
    act(`${user.name}: ${done}`, () => post(`/dev/users/${action}`, JSON.stringify({ username: user.sub }))),
  );
  return button;
}

function userCard(user) {
  const isGood = user.enabled && ["CONFIRMED", "EXTERNAL_PROVIDER"].includes(user.status);
  const badge = element("span", { class: isGood ? "status" : "status bad" }, user.enabled ? user.status : `${user.status}, disabled`);
  const buttons = element("div", { class: "buttons" });
  if (user.status === "UNCONFIRMED") {
    buttons.append(userButton(user, "confirm", "Confirm", "confirmed."));
  }
  if (user.enabled && user.emailVerified && ["CONFIRMED", "RESET_REQUIRED"].includes(user.status)) {
    buttons.append(userButton(user, "reset", "Reset the password", "a code was mailed, and the old password is void."));
  }
  buttons.append(
    user.enabled
      ? userButton(user, "disable", "Disable", "disabled and signed out.")
      : userButton(user, "enable", "Enable", "may sign in again."),
    userButton(user, "sign-out", "Sign out", "signed out everywhere."),
  );
  const verified = user.emailVerified ? "verified" : "not verified";
  const list = facts([
    ["Status", badge],
    ["E-mail", user.email === null ? null : `${user.email} (${verified})`],
    ["Username", user.username],
    ["Groups", user.groups.join(", ")],
    ["Provider", user.provider],
    ["Second factor", user.softwareToken ? "authenticator app" : null],
    ["Since", time(user.created)],
  ]);
  const card = { "data-username": user.username, "data-status": user.status };
  return element("li", card, element("h3", {}, user.name), element("dl", {}, ...list), buttons);
}

function groupCard(group) {
  const list = facts([
    ["About", group.description],
    ["Precedence", group.precedence === null ? "none" : String(group.precedence)],
    ["Role", group.roleArn ?? "none"],
    ["Members", String(group.members)],
  ]);
  return element("li", { "data-group": group.name }, element("h3", {}, group.name), element("dl", {}, ...list));
}

function mailCard(mail) {
  const list = facts([
    ["To", mail.to],
    [mail.kind === "invitation" ? "Password" : "Code", element("code", { class: "digits code" }, mail.code)],
    ["Sent", time(mail.sent_at)],
  ]);
  const card = { "data-to": mail.to, "data-kind": mail.kind };
  return element("li", card, element("h3", {}, mail.subject), element("dl", {}, ...list));
}

function options(select, entries) {
  const chosen = select.value;
  select.replaceChildren(...entries.map(([value, text]) => element("option", { value }, text)));
  if (entries.some(([value]) => value === chosen)) {
    select.value = chosen;
  }
}

function show(state) {
  const users = state.users.map((user) => ({ ...user, name: user.email ?? user.username }));
  byId("user-count").textContent = `(${users.length})`;
  byId("user-list").replaceChildren(...users.map(userCard));
  byId("group-list").replaceChildren(...state.groups.map(groupCard));
  options(byId("member"), users.map((user) => [user.sub, user.name]));
  options(byId("group"), state.groups.map((group) => [group.name, group.name]));
  byId("no-mails").hidden = state.mails.length > 0;
  byId("mail-list").replaceChildren(...state.mails.toReversed().map(mailCard));
  const keys = state.pool.kids.map((kid) => element("li", {}, element("code", {}, kid)));
  byId("key-list").replaceChildren(...keys);
  document.querySelector(`#jwks [value="${state.pool.jwksMode}"]`).checked = true;
  const clients = state.pool.clients.map((client) => `${client.id} (${client.confidential ? "with a secret" : "public"})`);
  const pool = [
    ["Pool id", state.pool.userPoolId],
    ["Region", state.pool.region],
    ["Issuer", state.pool.issuer],
    ["App clients", clients.join(", ")],
  ];
  byId("pool-facts").replaceChildren(...facts(pool));
}

/** Shows what has changed, and leaves the keyboard where it was. */
async function refresh() {
  const answer = await fetch("/dev/state.json", { cache: "no-store" });
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(`status ${answer.status}`);
  }
  if (text === shown) {
    return;
  }
  const key = document.activeElement?.getAttribute("data-key");
  const card = document.activeElement?.closest("[data-username]")?.getAttribute("data-username");
  show(JSON.parse(text));
  shown = text;
  if (key) {
    const same = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    const nearby = card && document.querySelector(`[data-username="${CSS.escape(card)}"] button`);
    (same ?? nearby)?.focus();
  }
}

function onSubmit(id, done, work) {
  byId(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    await act(done, () => work(new FormData(event.target)));
  });
}

byId("refresh").addEventListener("click", () => act("Up to date.", async () => {}));
byId("rotate").addEventListener("click", () => act("The keys are new.", () => post("/dev/rotate-keys")));
byId("sign-out-everybody").addEventListener("click", () =>
  act("Everybody is signed out.", () => post("/dev/sign-out-everybody", "{}")),
);
onSubmit("membership", "Added to the group: tokens say so from the next sign-in or refresh on.", (form) =>
  post("/dev/users/add-to-group", JSON.stringify(Object.fromEntries(form))),
);
onSubmit("jwks", "The key set is served so from now on.", (form) =>
  post("/dev/jwks", JSON.stringify(Object.fromEntries(form))),
);

byId("import-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const [file] = byId("csv").files;
  const report = await act("The file was read.", () => post("/dev/import", file, "text/csv"));
  if (!report) {
    return;
  }
  byId("report").hidden = false;
  byId("report-counts").textContent = `${report.imported} imported, ${report.skipped} skipped, ${report.failed} failed.`;
  const rows = report.rows.map((row) =>
    element("li", { "data-outcome": row.outcome }, `Line ${row.line}: ${row.outcome}${row.reason ? `: ${row.reason}` : ""}`),
  );
  byId("report-rows").replaceChildren(...rows);
  byId("report-title").focus();
});

refresh().catch((error) => say(`The state could not be read: ${error.message}`, false));
setInterval(() => refresh().catch(() => {}), 5000);
