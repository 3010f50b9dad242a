// The claims of a token as table rows, for people.

import { element } from "./table.js";
import { atTime, fromNow } from "./words.js";

// In the order of interest. A claim that is not here is shown too, after these, under its own name.
const NAMES = {
  username: "User name",
  "cognito:username": "User name",
  email: "E-mail address",
  email_verified: "E-mail address verified",
  name: "Name",
  given_name: "First name",
  family_name: "Family name",
  picture: "Picture",
  identities: "Providers",
  "cognito:groups": "Groups",
  "cognito:preferred_role": "AWS role",
  "cognito:roles": "AWS roles",
  scope: "Scopes",
  auth_time: "Signed in",
  iat: "Token issued",
  exp: "Token ends",
  token_use: "Kind of token",
  sub: "User id",
  client_id: "App client",
  aud: "Audience",
  iss: "Issued by",
  acr: "Authentication level",
  amr: "Signed in with",
  device_key: "Device",
  origin_jti: "Sign-in id",
  jti: "Token id",
  event_id: "Event id",
  nonce: "Sign-in proof",
  at_hash: "Access token’s hash",
  version: "Token version",
};
const TIMES = ["auth_time", "iat", "exp"];
const LISTS = ["amr", "cognito:groups", "cognito:roles", "scope"];

/** What people call a claim. */
export function claimLabel(name) {
  return Object.hasOwn(NAMES, name) ? NAMES[name] : name;
}

/** One `<tr data-claim="name">` for each claim. */
export function claimRows(claims) {
  const order = Object.keys(NAMES);
  const rank = (name) => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.keys(claims)
    .sort((one, other) => rank(one) - rank(other))
    .map((name) => row(name, claims[name]));
}

function row(name, value) {
  const tr = element("tr");
  tr.dataset.claim = name;
  const head = element("th");
  head.scope = "row";
  if (Object.hasOwn(NAMES, name)) head.append(NAMES[name]);
  head.append(element("code", name));
  const cell = element("td");
  cell.append(...shown(name, value));
  tr.append(head, cell);
  return tr;
}

function shown(name, value) {
  if (TIMES.includes(name) && typeof value === "number") return [time(value)];
  if (LISTS.includes(name)) return chips(value);
  if (name === "identities" && Array.isArray(value)) return chips(value.map(identity));
  if (typeof value === "string") return [value];
  return [JSON.stringify(value)];
}

function identity({ providerName, userId, primary }) {
  return `${providerName}: ${userId}${String(primary) === "true" ? " (primary)" : ""}`;
}

function time(seconds) {
  const node = element("time");
  node.dateTime = new Date(seconds * 1000).toISOString();
  const distance = element("span", fromNow(seconds));
  distance.dataset.seconds = seconds;
  node.append(distance, element("small", atTime(seconds)));
  return node;
}

/** Brings "5 minutes ago" up to date in all rows. */
export function updateTimes(table) {
  for (const node of table.querySelectorAll("[data-seconds]")) node.textContent = fromNow(Number(node.dataset.seconds));
}

// `scope` is one text with spaces, the others are lists.
function chips(value) {
  const items = Array.isArray(value) ? value : String(value).split(" ");
  const list = element("ul");
  list.className = "chips";
  list.append(...items.map((item) => element("li", String(item))));
  return [list];
}
