// What the site tells its own pages: which pool, which app client, and where that pool's API is.

import { NetworkError } from "./network.js";

let loading = null;

/**
 * `{region, userPoolId, clientId, endpoint}`, and with the pool for development also `{issuer, jwksUri}`. Where the pool has
 * a domain, `{oauthDomain, providers}`; where there is an identity pool, `{identityPoolId, identityEndpoint}`; where there is
 * a store, `{s3Endpoint, bucket}`.
 */
export function loadConfig() {
  loading ??= fetchConfig().catch((error) => {
    loading = null; // so that the next press of a button tries again
    throw error;
  });
  return loading;
}

/** Whether the site brings its own pool. Its mail goes to a page of this site instead of a mailbox. */
export async function hasDevelopmentPool() {
  return "jwksUri" in (await loadConfig());
}

async function fetchConfig() {
  let response;
  try {
    response = await fetch("/config.json");
  } catch (cause) {
    throw new NetworkError("this site", cause);
  }
  if (!response.ok) throw new NetworkError("this site");
  return response.json();
}
