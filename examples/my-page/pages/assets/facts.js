// What differs between a person of this pool, one who came from elsewhere, and one with a role: read from the ID token.

import { providerLabel } from "./providers.js";
import { element } from "./table.js";

/** `[name, label, words]` for each fact. Only what the token says: it does not tell how an account was made. */
export function facts(claims) {
  return [
    ["account", "Account", account(claims)],
    ["email", "E-mail address", email(claims)],
    ["role", "AWS role", role(claims)],
  ];
}

/** The facts for a `<dl>`. */
export function factNodes(claims) {
  return facts(claims).map(([name, label, words]) => {
    const entry = element("div");
    entry.dataset.fact = name;
    entry.append(element("dt", label), element("dd", words));
    return entry;
  });
}

function account({ identities, "cognito:username": username }) {
  const [first] = Array.isArray(identities) ? identities : [];
  if (!first?.providerName) return "This user pool’s own: the token names no other provider.";
  const label = providerLabel(first.providerName);
  return `You came through ${label}, where you are “${first.userId}”. In this pool your user name is “${username}”.`;
}

function email({ email: address, email_verified: verified }) {
  if (!address) return "The token has none.";
  // Some pools write the claim as text.
  return String(verified) === "true"
    ? `${address}, verified.`
    : `${address}, not verified: nobody showed that it is theirs.`;
}

function role({ "cognito:preferred_role": preferred, "cognito:roles": roles = [] }) {
  if (preferred) return `${roleName(preferred)}, from your group.`;
  if (roles.length > 0) return `Your groups name several (${roles.map(roleName).join(", ")}), and none comes first.`;
  return "Your groups name none, so the identity pool gives you the one that all who signed in have.";
}

function roleName(arn) {
  return arn.split("/").at(-1);
}
