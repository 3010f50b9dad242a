// A field of a form that is known only when the pool asks for it.

import { claimLabel } from "./claims.js";

/** A labelled text field for a user's attribute, such as `name`. */
export function textField(attribute) {
  const id = `attribute-${attribute.replace(":", "-")}`;
  const field = document.createElement("div");
  field.className = "field attribute";
  const label = document.createElement("label");
  label.htmlFor = id;
  label.textContent = claimLabel(attribute);
  const input = document.createElement("input");
  input.id = id;
  input.name = attribute;
  input.autocomplete = attribute === "name" ? "name" : "on";
  input.required = true;
  input.dataset.missing = "The pool wants this, too.";
  const note = document.createElement("p");
  note.id = `${id}-note`;
  note.className = "note";
  input.setAttribute("aria-describedby", note.id);
  field.append(label, input, note);
  return field;
}
