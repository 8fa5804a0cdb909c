// The editor: CodeMirror with what the analysis knows of a vercel.json.

import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  autocompletion,
  snippet,
  startCompletion,
} from "@codemirror/autocomplete";
import { json } from "@codemirror/lang-json";
import { HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { type ChangeSpec, EditorState, type Text } from "@codemirror/state";
import { EditorView, type Tooltip, hoverTooltip } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { basicSetup } from "codemirror";

import { type Change, type Edit, type Engine, FILE, type Item, type Place, type Problem, type Range } from "./engine";

const SEVERITIES = { error: "error", warning: "warning", information: "info", hint: "hint" } as const;
const KINDS: Readonly<Record<string, string>> = { Key: "property", EnumMember: "enum", Framework: "class", Service: "variable", Variable: "variable", Keyword: "keyword" };

export class Editor {
  readonly view: EditorView;
  /** Is called when a file was typed in. */
  changed: (path: string, text: string) => void = () => undefined;
  private readonly states = new Map<string, EditorState>();
  private path = FILE;

  constructor(
    parent: HTMLElement,
    private readonly engine: Promise<Engine>,
  ) {
    this.view = new EditorView({ parent });
  }

  /** Starts with the files of another project. */
  open(files: Readonly<Record<string, string>>): void {
    this.states.clear();
    for (const [path, text] of Object.entries(files)) {
      this.states.set(path, this.state(path, text));
    }
    this.path = FILE;
    this.view.setState(this.states.get(FILE) ?? this.state(FILE, ""));
  }

  /** Shows a file. */
  show(path: string): void {
    this.states.set(this.path, this.view.state);
    this.path = path;
    this.view.setState(this.states.get(path) ?? this.state(path, ""));
  }

  forget(path: string): void {
    this.states.delete(path);
  }

  /** The text that is shown. */
  text(): string {
    return this.view.state.doc.toString();
  }

  /** Goes to a range of the file that is shown. */
  select(range: Range): void {
    const [from, to] = this.offsets(range);
    this.view.dispatch({ selection: { anchor: from, head: to }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    this.view.focus();
  }

  apply({ edits }: Change): void {
    this.view.dispatch({ changes: this.changes(edits), userEvent: "input.fix" });
    this.view.focus();
  }

  /** Replaces the whole text, which can be undone. */
  replace(text: string): void {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, userEvent: "input.fix" });
  }

  underline(problems: readonly Problem[]): void {
    const diagnostics = problems.map((problem): Diagnostic => {
      const [from, to] = this.offsets(problem.range);
      return {
        from,
        to,
        severity: SEVERITIES[problem.severity],
        message: problem.message,
        source: problem.code,
        ...(problem.deprecated && { markClass: "deprecated" }),
        actions: problem.fixes.map((fix) => ({ name: fix.title, apply: () => this.apply(fix) })),
      };
    });
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
  }

  private state(path: string, text: string): EditorState {
    const ours = path !== FILE ? [] : [
      lintGutter(),
      autocompletion({ override: [(context) => this.complete(context)], icons: true }),
      hoverTooltip((view, position) => this.hover(view, position)),
    ];
    return EditorState.create({
      doc: text,
      extensions: [
        basicSetup,
        indentUnit.of("  "),
        path.endsWith(".json") ? json() : [],
        ours,
        syntaxHighlighting(COLORS),
        EditorView.contentAttributes.of({ "aria-label": `Text of ${path}`, "aria-describedby": "count" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) {
            this.changed(path, update.state.doc.toString());
          }
        }),
      ],
    });
  }

  private async hover(view: EditorView, position: number): Promise<Tooltip | null> {
    const hover = (await this.engine).hover(placeOf(view.state.doc, position));
    if (!hover) {
      return null;
    }
    const dom = await markdown(hover.markdown);
    const [pos, end] = this.offsets(hover.range);
    return { pos, end, create: () => ({ dom }) };
  }

  private async complete(context: CompletionContext): Promise<CompletionResult | null> {
    const doc = context.state.doc;
    const items = (await this.engine).complete(placeOf(doc, context.pos));
    const matching = items.filter((item) => matches(doc.sliceString(this.offsets(item.range)[0], context.pos), item.filter));
    const from = Math.min(...matching.map(({ range }) => this.offsets(range)[0]));
    // What was typed is no longer a word that completes itself.
    return matching.length === 0 ? null : { from, options: matching.map((item, index) => this.option(item, index)), filter: false };
  }

  private option(item: Item, index: number): Completion {
    return {
      label: item.label,
      ...(item.description ?? item.detail ? { detail: (item.description ?? item.detail ?? "").trim() } : {}),
      type: KINDS[item.kind] ?? "text",
      boost: item.preselect ? 99 : -index,
      info: async () => {
        const found = (await this.engine).documentation(item);
        return found === undefined ? null : await markdown(found);
      },
      apply: (view, completion) => {
        const before = view.state.changes(this.changes(item.additional));
        const [from, to] = this.offsets(item.range).map((offset) => before.mapPos(offset, 1)) as [number, number];
        view.dispatch({ changes: before });
        if (item.snippet !== null) {
          snippet(template(item.snippet))(view, completion, from, to);
        } else {
          view.dispatch({ changes: { from, to, insert: item.insert }, selection: { anchor: from + item.insert.length }, userEvent: "input.complete" });
        }
        if (item.retrigger) {
          setTimeout(() => startCompletion(view));
        }
      },
    };
  }

  private changes(edits: readonly Edit[]): ChangeSpec[] {
    return edits.map(({ range, insert }) => {
      const [from, to] = this.offsets(range);
      return { from, to, insert };
    });
  }

  private offsets({ start, end }: Range): [number, number] {
    const doc = this.view.state.doc;
    return [offsetOf(doc, start), offsetOf(doc, end)];
  }
}

function placeOf(doc: Text, offset: number): Place {
  const line = doc.lineAt(offset);
  return [line.number - 1, offset - line.from];
}

/** Clamped to the text, which may have changed since. */
function offsetOf(doc: Text, [line, character]: Place): number {
  if (line >= doc.lines) {
    return doc.length;
  }
  const { from, to } = doc.line(line + 1);
  return Math.min(from + character, to);
}

/** Whether what was typed is a part of a completion, letter by letter. */
function matches(typed: string, filter: string): boolean {
  const letters = typed.replaceAll("\"", "").toLowerCase();
  const wanted = filter.toLowerCase();
  let at = 0;
  for (const letter of letters) {
    at = wanted.indexOf(letter, at) + 1;
    if (at === 0) {
      return false;
    }
  }
  return true;
}

/** A snippet of the Language Server Protocol as one of CodeMirror's. */
function template(snippet: string): string {
  return snippet
    .replace(/\$\{(\d+)\|((?:\\.|[^|\\])*)\|\}/g, (_, index: string, choices: string) => `\${${index}:${choices.split(/(?<!\\),/)[0] ?? ""}}`)
    .replace(/\$0|\$\{0\}/g, "${}")
    .replace(/\$(\d+)/g, "${$1}")
    .replace(/\\([$}\\,|])/g, "$1");
}

const COLORS = HighlightStyle.define([
  { tag: tags.string, color: "var(--string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--literal)" },
  { tag: tags.propertyName, color: "var(--vscode-foreground)" },
]);

/** Markdown as elements. What renders it is loaded when it is needed first. */
async function markdown(text: string): Promise<HTMLElement> {
  return (await import("./markdown")).markdown(text);
}
