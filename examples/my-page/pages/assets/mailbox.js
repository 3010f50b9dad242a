// The mail of the pool for development: it sends none, it shows them here.

import { say, hush } from "./message.js";
import { atTime } from "./words.js";

const list = document.getElementById("mails");
const empty = document.getElementById("no-mail");
let shown = 0;

// Where a mail's code is of use. A temporary password is none for an address, which stays in the history.
const PAGES = {
  forgot_password: (mail) => link("/forgot-password", "Use this code", { email: mail.to, code: mail.code }),
  invitation: (mail) => link("/sign-in", "Sign in with it", { email: mail.to }),
  resend: (mail) => link("/activate", "Use this code", { email: mail.to, code: mail.code }),
  sign_up: (mail) => link("/activate", "Use this code", { email: mail.to, code: mail.code }),
};

/** Shows what is new. Returns whether it is worth while to ask again. */
async function update() {
  let response;
  try {
    response = await fetch("/dev/mailbox.json", { cache: "no-store" });
  } catch {
    say("bad", "Could not reach this site. Trying again.");
    return true;
  }
  if (response.status === 404) {
    empty.hidden = true;
    say("plain", "This site uses a pool that sends real mail. There is nothing to read here.");
    return false;
  }
  if (response.ok) {
    hush();
    show((await response.json()).mails);
  } else {
    say("bad", `The site answered ${response.status}. Trying again.`);
  }
  return true;
}

// Only new mails are added, on top: what stands there keeps its place in the tab order and is not read out again.
function show(mails) {
  if (mails.length < shown) {
    list.replaceChildren(); // the site has been restarted
    shown = 0;
  }
  for (const mail of mails.slice(shown)) list.prepend(item(mail));
  shown = mails.length;
  empty.hidden = shown > 0;
}

function item(mail) {
  const node = element("li", "mail");
  node.dataset.to = mail.to;
  node.dataset.kind = mail.kind;
  const time = element("time", "", atTime(mail.sent_at));
  time.dateTime = new Date(mail.sent_at * 1000).toISOString();
  const code = element("code", "code", mail.code);
  const head = element("p", "mail-head");
  head.append(element("strong", "", mail.subject), time);
  const body = element("p", "mail-body");
  body.append(code);
  if (Object.hasOwn(PAGES, mail.kind)) body.append(PAGES[mail.kind](mail));
  node.append(head, element("p", "mail-to", `To ${mail.to}`), body);
  return node;
}

function link(path, label, parameters) {
  const node = element("a", "button quiet", label);
  node.href = `${path}?${new URLSearchParams(parameters)}`;
  return node;
}

function element(name, className, text = "") {
  const node = document.createElement(name);
  node.className = className;
  node.textContent = text;
  return node;
}

async function watch() {
  if (document.hidden || (await update())) setTimeout(watch, 2000);
}
watch();
