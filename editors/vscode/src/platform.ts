// What the extension needs of the place that it runs in: a process beside a server's binary, or a browser.

import type * as vscode from "vscode";
import type { BaseLanguageClient, LanguageClientOptions } from "vscode-languageclient";

/** A server that can be started. */
export interface Found {
  readonly version: string;
  /** Where it was found, in words. */
  readonly where: string;
  /** Sentences about others that weren't started. */
  readonly failures: readonly string[];
  /** A client that will start it. */
  client(options: LanguageClientOptions): BaseLanguageClient;
}

/** How the server spells the address of a file. */
export interface Addresses {
  readonly code2Protocol: (uri: vscode.Uri) => string;
  readonly protocol2Code: (address: string) => vscode.Uri;
}

export interface Platform {
  /** Finds a server. Rejects with a sentence. */
  find(output: vscode.LogOutputChannel): Promise<Found>;
  readonly addresses: Addresses;
  /** The schemes of the files around which the server can read the project. Of others, it would report what it only can't see. */
  readonly schemes: readonly string[];
  /** Why it serves no others, in a sentence. */
  readonly whyNoOthers: string;
  /** Whether programs can be run. */
  readonly hasTerminal: boolean;
}

type Made<Client> = new (...parameters: any[]) => Client;

/** A client that is silent about what was asked while its server stops: nobody waits for that answer any more. */
export function quiet<Client extends Made<BaseLanguageClient>>(client: Client): Client {
  abstract class Quiet extends client {
    /** Into the log alone: the user sees one message, in our words. */
    override error(message: string, data?: unknown): void {
      super.error(message, data, false);
    }

    override handleFailedRequest<Answer>(...failure: Parameters<BaseLanguageClient["handleFailedRequest"]>): Answer {
      const [, , , instead] = failure;
      return (this.isRunning() ? super.handleFailedRequest(...failure) : instead) as Answer;
    }
  }
  return Quiet as unknown as Client;
}
