/** `1 error`, `2 errors`. */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** A sentence of the server where no code can be shown as code. */
export function plain(sentence: string): string {
  return sentence.replaceAll("`", "");
}
