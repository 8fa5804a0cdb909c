// The analysis, compiled to WebAssembly: what it takes and answers.

import init, { Playground, rule_page } from "../../target/playground-engine/svc_playground.js";

import type { Inspection } from "../../editors/vscode/src/inspection";
import type { Request, Route } from "../../editors/vscode/src/route";

/** A line and UTF-16 code units in it, both from 0. */
export type Place = readonly [line: number, character: number];

export interface Range {
  readonly start: Place;
  readonly end: Place;
}

export interface Edit {
  readonly range: Range;
  readonly insert: string;
}

export interface Change {
  readonly title: string;
  readonly edits: readonly Edit[];
}

export interface Problem {
  readonly code: string;
  readonly severity: "error" | "warning" | "information" | "hint";
  readonly message: string;
  readonly range: Range;
  readonly deprecated: boolean;
  readonly unnecessary: boolean;
  readonly fixes: readonly Change[];
}

export interface Item {
  readonly label: string;
  readonly detail: string | null;
  readonly description: string | null;
  readonly kind: string;
  readonly filter: string;
  readonly range: Range;
  readonly insert: string;
  readonly snippet: string | null;
  readonly additional: readonly Edit[];
  readonly preselect: boolean;
  readonly retrigger: boolean;
  readonly documentation: string | null;
  readonly docs: string | null;
}

export interface Migration {
  readonly text: string | null;
  readonly notes: readonly string[];
}

export type Files = Readonly<Record<string, string>>;

/** The file that the answers are about. */
export const FILE = "vercel.json";

/** A project and the answers about its vercel.json. */
export class Engine {
  private constructor(private project: Playground) {}

  /** Loads the analysis, then opens the files as they are by then. */
  static async load(files: () => Files): Promise<Engine> {
    await init({ module_or_path: fetch("engine.wasm") });
    return new Engine(new Playground(JSON.stringify(files())));
  }

  open(files: Files): void {
    this.project.free();
    this.project = new Playground(JSON.stringify(files));
  }

  write(path: string, text: string): void {
    this.project.write(path, text);
  }

  remove(path: string): void {
    this.project.remove(path);
  }

  check(): readonly Problem[] {
    return JSON.parse(this.project.check()) as Problem[];
  }

  hover([line, character]: Place): { readonly range: Range; readonly markdown: string } | null {
    return JSON.parse(this.project.hover(line, character, Math.floor(Date.now() / 1000))) as { range: Range; markdown: string } | null;
  }

  complete([line, character]: Place): readonly Item[] {
    return JSON.parse(this.project.complete(line, character)) as Item[];
  }

  documentation({ documentation, docs }: Item): string | undefined {
    return documentation ?? (docs === null ? undefined : this.project.documentation(docs));
  }

  fixAll(): string | undefined {
    return this.project.fix_all();
  }

  format(): string {
    return this.project.format();
  }

  inspect(): Inspection {
    return JSON.parse(this.project.inspect()) as Inspection;
  }

  route(request: Request): Route {
    return JSON.parse(this.project.route(JSON.stringify(request))) as Route;
  }

  migrate(): Migration {
    return JSON.parse(this.project.migrate()) as Migration;
  }

  declaration(service: string): Range | null {
    return JSON.parse(this.project.declaration(service)) as Range | null;
  }
}

/** The page of a rule as Markdown. */
export function rulePage(code: string): string {
  return rule_page(code) ?? "";
}
