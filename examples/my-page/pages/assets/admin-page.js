import { attempt, enter, refusal } from "./account.js";
import { hasDevelopmentPool, loadConfig } from "./config.js";
import { NetworkError } from "./network.js";
import { listObjects } from "./s3.js";
import { fetchAsMe } from "./session.js";
import { element, row } from "./table.js";
import { atTime, fileSize, fromNow } from "./words.js";

const allFiles = document.getElementById("all-files");
const noStore = document.getElementById("no-store");

async function open() {
  const response = await fetchAsMe("/admin");
  if (!response.ok) {
    document.getElementById("refusal").textContent = refusal(response);
    document.getElementById("refused").hidden = false;
    return;
  }
  document.getElementById("greeting").textContent = await response.text();
  await showConsole();
  await showStatus();
  document.getElementById("admin").hidden = false;
  await showAllFiles();
}

/** The pool for development has a page of its own, for users, groups, mails and keys. */
async function showConsole() {
  if (!(await hasDevelopmentPool())) return;
  const link = element("a", "Open the development console");
  link.href = "/dev";
  const place = document.getElementById("console-link");
  place.append(link, ": users, groups, mails and keys of the pool that this site brings.");
  place.hidden = false;
}

async function showStatus() {
  let response;
  try {
    response = await fetch("/status", { cache: "no-store" });
  } catch (cause) {
    throw new NetworkError("this site", cause);
  }
  const { ready, pools } = await response.json();
  const rows = [fact("ready", "Ready", ready ? "yes" : "no")];
  for (const pool of pools) {
    rows.push(
      fact("pool", "User pool", pool.pool),
      fact("kids", "Keys", pool.kids.length === 0 ? "none" : list(pool.kids)),
      fact("age", "Keys fetched", pool.age === null ? "never" : fromNow(Date.now() / 1000 - pool.age)),
      fact("fetches", "Fetches", String(pool.fetches)),
      fact("failures", "Failures since the last success", String(pool.failures)),
      fact("last_error", "Last error", pool.last_error ?? "none"),
    );
  }
  document.getElementById("status").tBodies[0].replaceChildren(...rows);
}

function fact(name, label, value) {
  const tr = row(label, value);
  tr.dataset.fact = name;
  return tr;
}

function list(items) {
  const ul = element("ul");
  ul.className = "chips";
  ul.append(...items.map((item) => element("li", item)));
  return ul;
}

async function showAllFiles() {
  const { bucket, identityPoolId } = await loadConfig();
  if (!bucket || !identityPoolId) return without("This site was started without an identity pool or without a bucket.");
  let objects;
  try {
    objects = await listObjects();
  } catch (error) {
    if (error.code !== "AccessDenied") throw error;
    return without("The store answered AccessDenied: the AWS role that you have does not let you read the whole bucket.");
  }
  if (objects.length === 0) return without("The bucket is empty.");
  allFiles.tBodies[0].replaceChildren(...objects.map(fileRow));
  allFiles.hidden = false;
}

function fileRow({ key, size, modified }) {
  const about = element("span", fileSize(size));
  about.append(element("small", atTime(modified)));
  const tr = row(key, about);
  tr.dataset.key = key;
  return tr;
}

function without(words) {
  noStore.textContent = words;
  noStore.hidden = false;
}

if (enter()) await attempt(null, open);
