// A site whose pool is elsewhere, and that was told of no identity pool and no store.
import assert from "node:assert/strict";
import { test } from "node:test";

import { identity } from "./assets/identity.js";
import { listObjects } from "./assets/s3.js";

globalThis.fetch = async (address) => {
  assert.equal(address, "/config.json", "nothing else is asked");
  return Response.json({ region: "eu-west-1", userPoolId: "eu-west-1_AbC", clientId: "app", endpoint: "cognito" });
};

test("the missing settings are named", async () => {
  await assert.rejects(identity(), { code: "NotConfigured", missing: ["COGNITO_IDENTITY_POOL_ID"] });
  await assert.rejects(listObjects(), { code: "NotConfigured", missing: ["S3_BUCKET"] });
});
