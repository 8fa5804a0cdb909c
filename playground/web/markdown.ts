// Markdown as elements. HTML in it is shown as text, and links lead nowhere but to the web.

import MarkdownIt from "markdown-it";

const renderer = new MarkdownIt({ html: false, linkify: false });
renderer.validateLink = (url) => /^https?:\/\//.test(url);

export function markdown(text: string): HTMLElement {
  const made = document.createElement("div");
  made.className = "markdown";
  made.innerHTML = renderer.render(text);
  for (const link of made.querySelectorAll("a")) {
    link.target = "_blank";
    link.rel = "noopener";
  }
  return made;
}
