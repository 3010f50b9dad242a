import { attempt, bind, enter } from "./account.js";
import { loadConfig } from "./config.js";
import { onSubmit } from "./form.js";
import { identity } from "./identity.js";
import { say } from "./message.js";
import { checkSize, deleteObject, getObject, listObjects, putObject } from "./s3.js";
import { element, row } from "./table.js";
import { atTime, fileSize } from "./words.js";

const table = document.getElementById("files");
const form = document.getElementById("upload-form");
const drop = document.getElementById("drop");
const progress = document.getElementById("progress");
const outsideAnswer = document.getElementById("outside-answer");

/** Whatever is under this prefix is the person's; nothing else is. */
async function prefix() {
  return `${(await identity()).identityId}/`;
}

async function showFiles() {
  const own = await prefix();
  document.getElementById("identity").textContent = own.slice(0, -1);
  const files = await listObjects(own);
  table.tBodies[0].replaceChildren(...files.map((file) => fileRow(file, file.key.slice(own.length))));
  table.hidden = files.length === 0;
  document.getElementById("no-files").hidden = files.length > 0;
}

function fileRow({ key, size, modified }, name) {
  const about = element("span", fileSize(size));
  about.append(element("small", atTime(modified)));
  const actions = element("div");
  actions.className = "row-actions";
  actions.append(downloadButton(key, name), deleteButton(key, name));
  const tr = row(name, about, actions);
  tr.dataset.name = name;
  return tr;
}

function downloadButton(key, name) {
  const button = rowButton("download", "Download", name);
  button.addEventListener("click", () => attempt(button, () => download(key, name)));
  return button;
}

/** The first press asks, the second one does it. */
function deleteButton(key, name) {
  const button = rowButton("delete", "Delete", name);
  const ask = (asks) => {
    button.firstChild.data = asks ? "Really delete?" : "Delete";
    button.classList.toggle("danger", asks);
  };
  button.addEventListener("blur", () => ask(false));
  button.addEventListener("click", () => {
    const isSure = button.classList.contains("danger");
    ask(!isSure);
    if (isSure) attempt(button, () => remove(key, name));
  });
  return button;
}

function rowButton(kind, label, name) {
  const button = element("button", label);
  button.type = "button";
  button.className = `button quiet ${kind}`;
  button.append(unseen(` ${name}`)); // or a screen reader would say no more than "Delete" for each file
  return button;
}

function unseen(text) {
  const span = element("span", text);
  span.className = "unseen";
  return span;
}

async function upload(files) {
  files.forEach(checkSize); // before the first one is sent
  const own = await prefix();
  progress.max = files.length;
  progress.hidden = false;
  try {
    for (const [done, file] of files.entries()) {
      progress.value = done;
      say("plain", `Uploading “${file.name}” (${done + 1} of ${files.length})…`);
      const bytes = new Uint8Array(await file.arrayBuffer());
      await putObject(own + file.name, bytes, file.type || undefined);
    }
    form.reset();
    say("good", files.length === 1 ? `“${files[0].name}” is uploaded.` : `${files.length} files are uploaded.`);
  } finally {
    progress.hidden = true;
    await showFiles(); // also after a failure: some may be there
  }
}

async function download(key, name) {
  const address = URL.createObjectURL(await getObject(key));
  const link = element("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  say("good", `“${name}” is downloaded.`);
}

async function remove(key, name) {
  await deleteObject(key);
  await showFiles();
  say("good", `“${name}” is deleted.`);
  document.getElementById("reload").focus(); // the button that had the focus is gone
}

async function tryOutside() {
  const key = `not-permissions/${(await prefix()).slice(0, -1)}.txt`;
  try {
    await putObject(key, new TextEncoder().encode("This should not be here.\n"), "text/plain");
  } catch (error) {
    if (error.code === "NetworkError") {
      return answerOutside(
        "plain",
        `The browser got no answer that this page may read, so ${key} was not written as far as we know. A store that ` +
          "refuses without CORS headers looks like this, and so does one that cannot be reached.",
      );
    }
    if (error.code !== "AccessDenied") throw error;
    return answerOutside(
      "good",
      `The store answered ${error.status} AccessDenied, as it should. The key ${key} does not begin with your identity, ` +
        "and your role lets you touch nothing else, whoever writes the page. The store decides this, not the page.",
    );
  }
  await deleteObject(key).catch(() => {});
  answerOutside(
    "plain",
    `The store took ${key}: your role lets you write outside your folder, as that of administrators does. The page ` +
      "deleted it again.",
  );
}

function answerOutside(kind, words) {
  outsideAnswer.className = `message ${kind}`;
  outsideAnswer.textContent = words;
}

function bindDrop() {
  const mark = (over) => drop.classList.toggle("over", over);
  for (const type of ["dragenter", "dragover"]) {
    drop.addEventListener(type, (event) => {
      event.preventDefault();
      mark(true);
    });
  }
  drop.addEventListener("dragleave", () => mark(false));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    form.elements.file.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}

if (enter()) {
  onSubmit(form, () => upload([...form.elements.file.files]));
  bindDrop();
  bind("reload", showFiles);
  bind("outside", tryOutside);
  await attempt(null, async () => {
    const { bucket, identityPoolId } = await loadConfig();
    const isConfigured = Boolean(bucket && identityPoolId);
    document.getElementById("not-configured").hidden = isConfigured;
    if (!isConfigured) return;
    try {
      await showFiles();
    } finally {
      document.getElementById("store").hidden = false;
    }
  });
}
