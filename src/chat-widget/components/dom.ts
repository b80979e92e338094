/** Builds an element. Strings become text nodes, never markup: nothing the server or a person wrote is parsed as HTML. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** Builds a button that acts and does not submit. */
export function button(
  attributes: Readonly<Record<string, string>>,
  action: () => void,
  ...children: readonly (Node | string)[]
): HTMLButtonElement {
  const node = element('button', { type: 'button', ...attributes }, ...children);
  node.addEventListener('click', action);
  return node;
}

/** Sets text only when it differs, so that an unchanged node keeps selection and quiet. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
