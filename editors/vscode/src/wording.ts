/** `1 error`, `2 errors`. */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** A sentence of the server where no code can be shown as code. */
export function plain(sentence: string): string {
  return visible(sentence.replaceAll("`", ""));
}

/** Words for a notification. It shows `[text](command:…)` as a link that runs a command, so that none may be left. */
export function notice(words: string): string {
  return plain(words).replaceAll("](", "] (");
}

/** Words where VS Code shows `$(name)` as an icon. */
export function withoutIcons(words: string): string {
  return visible(words).replaceAll("$(", "$ (");
}

/** The end of a text, as much of it as there is room for; of a path, whole names. Nothing where there is no room. */
export function fitted(text: string, room: number): string {
  const characters = [...text];
  if (characters.length <= room) {
    return text;
  }
  const end = characters.slice(1 - room).join("");
  const from = text.includes("/") ? end.indexOf("/") : 0;
  return room < 6 || from < 0 ? "" : `…${end.slice(from)}`;
}

/** Text without what changes how other text is read: control characters and those that turn its direction. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, (found) => (/[\t\n]/.test(found) ? " " : "\uFFFD"));
}
