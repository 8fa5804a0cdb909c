// The files that the server looks at. It asks a disk; there is none: what it looks for is fetched, and it looks again.

import * as vscode from "vscode";

import { fileAt } from "./addresses";

/** The largest file that the server reads, in bytes. */
const MAX_FILE_BYTES = 1024 * 1024;
/** How many names of a folder count. */
const MAX_NAMES = 10_000;
/** How much is kept for one server: folders and files, and bytes of files. */
const MAX_PLACES = 20_000;
const MAX_BYTES = 128 * 1024 * 1024;
/** How often a place is read again because something changed meanwhile. */
const MAX_ATTEMPTS = 3;

/** Where the server keeps what is fetched for it. */
export interface Store {
  give_folder(path: string, names: string[]): void;
  give_file(path: string, bytes?: Uint8Array): void;
}

export class Files {
  private readonly running = new Map<string, Promise<void>>();
  /** The bytes of each place. */
  private readonly sizes = new Map<string, number>();
  private bytes = 0;
  private changes = 0;

  constructor(
    private readonly store: Store,
    private readonly output: vscode.LogOutputChannel,
  ) {}

  /** Fetches files, and folders, whose paths end with a slash. */
  async fetch(paths: readonly string[]): Promise<void> {
    await Promise.all(
      paths.map((path) => {
        const running = this.running.get(path) ?? this.fetchOne(path).finally(() => this.running.delete(path));
        this.running.set(path, running);
        return running;
      }),
    );
  }

  /** Something changed: what is being read may be what was there before. */
  changed(): void {
    this.changes += 1;
  }

  private async fetchOne(path: string): Promise<void> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const before = this.changes;
      await this.give(path);
      if (this.changes === before) {
        return;
      }
    }
  }

  private async give(path: string): Promise<void> {
    const isFolder = path.endsWith("/");
    const place = isFolder ? path.slice(0, -1) : path;
    const uri = fileAt(place);
    const isTooMuch = !uri || (this.sizes.size >= MAX_PLACES && !this.sizes.has(path));
    if (isTooMuch) {
      this.output.warn(`${place} isn't read: svc-lsp looks at only so many files in a browser.`);
    } else {
      this.keep(path, 0);
    }
    if (isFolder) {
      this.store.give_folder(place, isTooMuch ? [] : await this.names(uri));
    } else {
      this.store.give_file(place, isTooMuch ? undefined : await this.read(path, uri));
    }
  }

  private keep(path: string, size: number): void {
    this.bytes += size - (this.sizes.get(path) ?? 0);
    this.sizes.set(path, size);
  }

  private async names(folder: vscode.Uri): Promise<string[]> {
    try {
      const entries = await vscode.workspace.fs.readDirectory(folder);
      // A link counts as what it leads to.
      return entries.slice(0, MAX_NAMES).flatMap(([name, type]) => (type & vscode.FileType.Directory ? [`${name}/`] : type & vscode.FileType.File ? [name] : []));
    } catch (error) {
      this.output.info(`${folder.toString(true)} can't be read: ${String(error)}`);
      return [];
    }
  }

  private async read(path: string, file: vscode.Uri): Promise<Uint8Array | undefined> {
    try {
      const { size } = await vscode.workspace.fs.stat(file);
      if (size > MAX_FILE_BYTES || this.bytes + size > MAX_BYTES) {
        return undefined;
      }
      this.keep(path, size);
      return await vscode.workspace.fs.readFile(file);
    } catch (error) {
      this.output.info(`${file.toString(true)} can't be read: ${String(error)}`);
      return undefined;
    }
  }
}
