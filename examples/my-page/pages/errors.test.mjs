import assert from "node:assert/strict";
import test from "node:test";

import { explain } from "./assets/errors.js";

test("what the pool refuses is said in words, with the field that it is about", () => {
  const { text, field } = explain({ code: "CodeMismatchException", message: "" });
  assert.match(text, /newest mail/);
  assert.equal(field, "code");
});

test("a name that every object has is not one of Cognito's", (context) => {
  context.mock.method(console, "error", () => {});
  for (const code of ["constructor", "toString", "Unheard"]) {
    assert.match(explain({ code, message: "Hm" }).text, new RegExp(`unexpected happened: Cognito says ${code}\\. Hm\\.`));
  }
  assert.equal(explain(new Error("Hm")).text, "Something unexpected happened.");
});
