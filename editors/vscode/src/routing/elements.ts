// The page's elements: found by id, made with text.

export function byId<Kind extends HTMLElement = HTMLElement>(id: string, kind?: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof (kind ?? HTMLElement))) {
    throw new Error(`no element ${id}`);
  }
  return found as Kind;
}

export function element(tag: string, className: string, ...content: readonly (string | Node)[]): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...content);
  return made;
}

/** A service's name that leads to its place in the file. */
export function serviceButton(name: string, show: (service: string) => void): HTMLElement {
  const button = element("button", "name", name);
  button.setAttribute("type", "button");
  button.title = `Go to ${name} in the file`;
  button.addEventListener("click", () => show(name));
  return button;
}

/** A sentence; what stands between backticks is code. */
export function sentence(text: string): (string | Node)[] {
  return text.split("`").map((part, index) => (index % 2 === 1 ? element("code", "", part) : part));
}
