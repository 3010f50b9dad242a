// Rows of a table, for pages that list things.

/** `<tr>` with a head and cells, which are texts or nodes. */
export function row(head, ...cells) {
  const tr = element("tr");
  const th = element("th", head);
  th.scope = "row";
  tr.append(th, ...cells.map((cell) => element("td", cell)));
  return tr;
}

/** An element around a text or a node. */
export function element(name, content = "") {
  const node = document.createElement(name);
  node.append(content);
  return node;
}
