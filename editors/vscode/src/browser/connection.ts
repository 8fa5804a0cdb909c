// The server as a module in this very thread, and the messages to and from it.

import * as vscode from "vscode";
import { AbstractMessageReader, AbstractMessageWriter, type DataCallback, type Message, type MessageTransports } from "vscode-languageclient/browser";

import init, { Server, add_root, forget, give_file, give_folder, take_wanted } from "../../../../target/browser/svc_browser.js";
import { addresses, pathOf } from "./addresses";
import { Files } from "./files";

/** How often a request is asked again because something that it needs was fetched: about the depth of a project's folders. */
const MAX_ROUNDS = 40;
const CANCELLED = -32800;

/** What is looked at of a message. */
interface Parts {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: {
    readonly id?: number | string;
    readonly changes?: readonly { readonly uri: string }[];
    readonly textDocument?: { readonly uri: string };
  };
}

class Reader extends AbstractMessageReader {
  private callback: DataCallback | undefined;

  listen(callback: DataCallback): vscode.Disposable {
    this.callback = callback;
    return new vscode.Disposable(() => (this.callback = undefined));
  }

  deliver(message: Message): void {
    this.callback?.(message);
  }

  close(): void {
    this.fireClose();
  }
}

class Writer extends AbstractMessageWriter {
  constructor(private readonly take: (message: Message) => void) {
    super();
  }

  write(message: Message): Promise<void> {
    this.take(message);
    return Promise.resolve();
  }

  end(): void {}
}

/** A request that the client waits for. */
interface Asked {
  readonly text: string;
  rounds: number;
  isCancelled: boolean;
}

/** Starts a server. */
export async function connect(module: WebAssembly.Module, output: vscode.LogOutputChannel): Promise<MessageTransports> {
  await init({ module_or_path: module });
  const files = new Files({ give_file, give_folder }, output);
  const asked = new Map<number | string, Asked>();
  const reader = new Reader();

  /** Delivers an answer once everything that it depends on is there; until then, asks again. */
  const answered = async (id: number | string, request: Asked, message: Message): Promise<void> => {
    const wanted = take_wanted();
    if (wanted.length === 0 || request.rounds >= MAX_ROUNDS || request.isCancelled) {
      asked.delete(id);
      reader.deliver(request.isCancelled ? ({ jsonrpc: "2.0", id, error: { code: CANCELLED, message: "cancelled" } } as Message) : message);
      return;
    }
    request.rounds += 1;
    await files.fetch(wanted);
    server.look_again();
    server.receive(request.text);
  };
  const sent = (text: string): void => {
    const message = JSON.parse(text) as Message & Parts;
    const request = message.method === undefined && message.id != null ? asked.get(message.id) : undefined;
    if (message.id != null && request) {
      void answered(message.id, request, message);
    } else {
      reader.deliver(message);
    }
  };
  const failed = (reason: string): void => {
    output.error(reason);
    reader.close();
  };
  const server = new Server(sent, failed);

  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    add_root(pathOf(uri));
  }
  const writer = new Writer((message) => {
    const text = JSON.stringify(message);
    const { id, method, params } = message as Parts;
    if (method !== undefined && id != null) {
      asked.set(id, { text, rounds: 0, isCancelled: false });
    }
    switch (method) {
      case "textDocument/didOpen":
        lookAround(params?.textDocument?.uri);
        break;
      case "workspace/didChangeWatchedFiles":
        params?.changes?.forEach(({ uri }) => forget(pathOf(addresses.protocol2Code(uri))));
        files.changed();
        break;
      case "$/cancelRequest": {
        const cancelled = params?.id === undefined ? undefined : asked.get(params.id);
        if (cancelled) {
          cancelled.isCancelled = true;
        }
        break;
      }
    }
    try {
      server.receive(text);
    } catch (error) {
      output.error(String(error));
    }
  });
  return { reader, writer };
}

/** A file outside the workspace's folders has its own folder to look into. */
function lookAround(address: string | undefined): void {
  const uri = address === undefined ? undefined : addresses.protocol2Code(address);
  if (uri && uri.scheme !== "untitled") {
    const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri ?? vscode.Uri.joinPath(uri, "..");
    add_root(pathOf(folder).replace(/\/$/, ""));
  }
}
