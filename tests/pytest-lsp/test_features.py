"""Every feature once, as each editor would ask for it. Needs SVC_LSP: the server's path."""

import os
import pathlib

import pytest
import pytest_asyncio
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities, make_test_lsp_client

EDITORS = [
    ("Visual Studio Code", "visual-studio-code@v1.65.2"),
    ("Neovim", "neovim@v0.11.0"),
    ("Neovim", "neovim@v0.10.0"),
    ("Neovim", "neovim@v0.9.1"),
    ("Neovim", "neovim@v0.8.0"),
    ("Neovim", "neovim@v0.7.0"),
    ("Neovim", "neovim@v0.6.1"),
    ("Emacs (eglot)", "emacs@v29.1"),
]

TEXT = """{
  "experimentalServices": {
    "web": { "entrypoint": "web", "framework": "nextsj", "routePrefix": "/" },
    "api": { "entrypoint": "api/main.py", "routePrefix": "/api" }
  },
  "experimentalServiceGroups": { "all": ["api", "web"] },
  "crons": [{ "path": "/api/daily", "schedule": "0 5 * * *" }],
  "redirects": [{ "source": "/old/:path*", "destination": "/:path*" }]
}
"""

FILES = {
    "vercel.json": TEXT,
    "web/package.json": '{ "dependencies": { "next": "15.0.0" } }',
    "api/main.py": "from fastapi import FastAPI\napp = FastAPI()\n",
    "api/requirements.txt": "fastapi\n",
    "apps/docs/vercel.json": '{ "cleanUrls": true, "cleanUrls": false }',
}


@pytest.fixture
def project(tmp_path: pathlib.Path) -> pathlib.Path:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def editor() -> LanguageClient:
    client = make_test_lsp_client()

    # What the editors' capabilities say that they answer, and pytest-lsp does not by itself.
    for method in (
        types.CLIENT_REGISTER_CAPABILITY,
        types.WORKSPACE_INLAY_HINT_REFRESH,
        types.WORKSPACE_CODE_LENS_REFRESH,
    ):
        client.feature(method)(lambda params: None)
    return client


@pytest_lsp.fixture(
    params=EDITORS,
    ids=[editor for _, editor in EDITORS],
    config=ClientServerConfig(
        server_command=[os.environ["SVC_LSP"], "--stdio"], client_factory=editor
    ),
)
async def client(request, lsp_client: LanguageClient, project: pathlib.Path):
    name, editor = request.param
    lsp_client.offered = await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=client_capabilities(editor),
            client_info=types.ClientInfo(name=name),
            workspace_folders=[types.WorkspaceFolder(uri=project.as_uri(), name="project")],
        )
    )
    yield
    await lsp_client.shutdown_session()


class Opened:
    """The project's vercel.json, open in the editor."""

    def __init__(self, client: LanguageClient, project: pathlib.Path):
        self.client = client
        self.uri = (project / "vercel.json").as_uri()
        self.document = types.TextDocumentIdentifier(uri=self.uri)
        self.text = ""

    def open(self, text: str = TEXT):
        self.text = text
        item = types.TextDocumentItem(uri=self.uri, language_id="json", version=1, text=text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=item))

    def at(self, part: str, offset: int = 1) -> types.Position:
        before = self.text[: self.text.index(part) + offset]
        return types.Position(line=before.count("\n"), character=len(before) - before.rfind("\n") - 1)

    def place(self, part: str, offset: int = 1) -> dict:
        return {"text_document": self.document, "position": self.at(part, offset)}

    def whole(self) -> types.Range:
        return types.Range(
            start=types.Position(line=0, character=0),
            end=types.Position(line=self.text.count("\n") + 1, character=0),
        )

    def apply(self, edits) -> str:
        starts = [0]
        for line in self.text.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        text = self.text
        for edit in sorted(edits, key=lambda it: (it.range.start.line, it.range.start.character), reverse=True):
            start, end = (starts[it.line] + it.character for it in (edit.range.start, edit.range.end))
            text = text[:start] + edit.new_text + text[end:]
        return text

    def edits(self, edit: types.WorkspaceEdit):
        if edit.document_changes:
            return edit.document_changes[0].edits
        return edit.changes[self.uri]

    async def diagnostics(self):
        if self.client.offered.capabilities.diagnostic_provider:
            params = types.DocumentDiagnosticParams(text_document=self.document)
            return (await self.client.text_document_diagnostic_async(params)).items
        await self.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        return self.client.diagnostics[self.uri]


@pytest_asyncio.fixture
async def file(client: LanguageClient, project: pathlib.Path):
    return Opened(client, project)


@pytest.mark.asyncio
async def test_initialize(client: LanguageClient, file: Opened):
    assert client.offered.server_info.name == "svc-lsp"
    assert client.offered.capabilities.position_encoding is not None


@pytest.mark.asyncio
async def test_diagnostics_and_quick_fix(client: LanguageClient, file: Opened):
    file.open()
    wrong = [it for it in await file.diagnostics() if it.code == "invalid-framework"]
    assert len(wrong) == 1 and wrong[0].source == "svc-lsp"
    context = types.CodeActionContext(diagnostics=wrong, only=[types.CodeActionKind.QuickFix])
    params = types.CodeActionParams(text_document=file.document, range=wrong[0].range, context=context)
    actions = await client.text_document_code_action_async(params)
    assert '"nextjs"' in file.apply(file.edits(actions[0].edit))


@pytest.mark.asyncio
async def test_fix_all_and_refactorings(client: LanguageClient, file: Opened):
    file.open()
    context = types.CodeActionContext(diagnostics=[], only=["source.fixAll"])
    params = types.CodeActionParams(text_document=file.document, range=file.whole(), context=context)
    actions = await client.text_document_code_action_async(params)
    assert [action.kind for action in actions] == ["source.fixAll.svcLsp"]
    context = types.CodeActionContext(diagnostics=[], only=[types.CodeActionKind.Refactor])
    at = file.at('"api": {')
    params = types.CodeActionParams(
        text_document=file.document, range=types.Range(start=at, end=at), context=context
    )
    actions = await client.text_document_code_action_async(params)
    assert actions
    assert all(action.kind.startswith("refactor") for action in actions)


@pytest.mark.asyncio
async def test_workspace_diagnostics(client: LanguageClient, file: Opened):
    if not client.offered.capabilities.diagnostic_provider:
        pytest.skip("this editor is pushed to")
    params = types.WorkspaceDiagnosticParams(previous_result_ids=[])
    report = await client.workspace_diagnostic_async(params)
    found = {item.uri.rsplit("/", 2)[-2]: [it.code for it in item.items] for item in report.items}
    assert found["docs"] == ["duplicate-key"]
    assert len(found) == 2


@pytest.mark.asyncio
async def test_hover(client: LanguageClient, file: Opened):
    file.open()
    hover = await client.text_document_hover_async(types.HoverParams(**file.place('"api": {')))
    assert "FastAPI" in hover.contents.value


@pytest.mark.asyncio
async def test_completion(client: LanguageClient, file: Opened):
    file.open()
    answer = await client.text_document_completion_async(types.CompletionParams(**file.place('"nextsj"', 3)))
    items = answer if isinstance(answer, list) else answer.items
    item = next(it for it in items if it.label == "nextjs")
    resolved = await client.completion_item_resolve_async(item)
    documentation = resolved.documentation
    assert "Next.js" in (documentation if isinstance(documentation, str) else documentation.value)
    assert '"framework": "nextjs"' in file.apply([item.text_edit])


@pytest.mark.asyncio
async def test_completion_of_keys_and_in_an_empty_file(client: LanguageClient, file: Opened):
    file.open('{\n  "crons": [{ "path": "/x" "sch" }]\n}\n')
    answer = await client.text_document_completion_async(types.CompletionParams(**file.place('"sch"', 3)))
    item = next(it for it in answer if it.label == "schedule")
    assert '"path": "/x", "schedule": ' in file.apply([item.text_edit, *item.additional_text_edits])
    client.text_document_did_close(types.DidCloseTextDocumentParams(text_document=file.document))
    file.open("")
    start = types.Position(line=0, character=0)
    params = types.CompletionParams(text_document=file.document, position=start)
    assert await client.text_document_completion_async(params)


@pytest.mark.asyncio
async def test_navigation(client: LanguageClient, file: Opened):
    file.open()
    definition = await client.text_document_definition_async(types.DefinitionParams(**file.place('"api/main.py"')))
    target = definition[0]
    assert getattr(target, "target_uri", None) or target.uri
    context = types.ReferenceContext(include_declaration=True)
    params = types.ReferenceParams(**file.place('"api", "web"'), context=context)
    assert len(await client.text_document_references_async(params)) == 2
    highlights = await client.text_document_document_highlight_async(
        types.DocumentHighlightParams(**file.place('"api", "web"'))
    )
    assert len(highlights) == 2
    links = await client.text_document_document_link_async(types.DocumentLinkParams(text_document=file.document))
    assert any(link.target.endswith("/api/main.py") for link in links)


@pytest.mark.asyncio
async def test_symbols(client: LanguageClient, file: Opened):
    file.open()
    symbols = await client.text_document_document_symbol_async(
        types.DocumentSymbolParams(text_document=file.document)
    )
    assert any(symbol.name == "experimentalServices" for symbol in symbols)
    found = await client.workspace_symbol_async(types.WorkspaceSymbolParams(query="api"))
    assert any(symbol.name == "api" for symbol in found)


@pytest.mark.asyncio
async def test_rename(client: LanguageClient, file: Opened):
    file.open()
    if isinstance(client.offered.capabilities.rename_provider, types.RenameOptions):
        params = types.PrepareRenameParams(**file.place('"api", "web"'))
        assert (await client.text_document_prepare_rename_async(params)).placeholder == "api"
    params = types.RenameParams(**file.place('"api", "web"'), new_name="backend")
    edit = await client.text_document_rename_async(params)
    assert file.apply(file.edits(edit)).count('"backend"') == 2
    linked = await client.text_document_linked_editing_range_async(
        types.LinkedEditingRangeParams(**file.place('"api", "web"', 2))
    )
    assert len(linked.ranges) == 2


@pytest.mark.asyncio
async def test_structure(client: LanguageClient, file: Opened):
    file.open()
    folds = await client.text_document_folding_range_async(types.FoldingRangeParams(text_document=file.document))
    assert folds[0].start_line == 0
    params = types.SelectionRangeParams(text_document=file.document, positions=[file.at('"api": {')])
    assert (await client.text_document_selection_range_async(params))[0].parent


@pytest.mark.asyncio
async def test_formatting(client: LanguageClient, file: Opened):
    file.open('{\n"cleanUrls":true,\n      "trailingSlash": false}\n')
    options = types.FormattingOptions(tab_size=2, insert_spaces=True)
    expected = '{\n  "cleanUrls": true,\n  "trailingSlash": false\n}\n'
    params = types.DocumentFormattingParams(text_document=file.document, options=options)
    assert file.apply(await client.text_document_formatting_async(params)) == expected
    params = types.DocumentRangeFormattingParams(
        text_document=file.document, range=file.whole(), options=options
    )
    assert file.apply(await client.text_document_range_formatting_async(params)) == expected
    params = types.DocumentOnTypeFormattingParams(**file.place("false}", 6), ch="}", options=options)
    assert await client.text_document_on_type_formatting_async(params) is not None


@pytest.mark.asyncio
async def test_decorations(client: LanguageClient, file: Opened):
    file.open()
    params = types.SemanticTokensParams(text_document=file.document)
    tokens = await client.text_document_semantic_tokens_full_async(params)
    assert len(tokens.data) % 5 == 0 and tokens.data
    params = types.SemanticTokensDeltaParams(text_document=file.document, previous_result_id=tokens.result_id)
    assert not (await client.text_document_semantic_tokens_full_delta_async(params)).edits
    params = types.SemanticTokensRangeParams(text_document=file.document, range=file.whole())
    assert (await client.text_document_semantic_tokens_range_async(params)).data == tokens.data
    params = types.InlayHintParams(text_document=file.document, range=file.whole())
    hints = await client.text_document_inlay_hint_async(params)
    assert {"FastAPI", "→ API_URL"} <= {hint.label for hint in hints}


@pytest.mark.asyncio
async def test_lenses_and_commands(client: LanguageClient, file: Opened):
    file.open(TEXT.replace("nextsj", "nextjs"))
    commands = client.offered.capabilities.execute_command_provider
    lenses = await client.text_document_code_lens_async(types.CodeLensParams(text_document=file.document))
    for lens in lenses:
        assert commands and lens.command.command in commands.commands, "a lens that nobody follows"


@pytest.mark.asyncio
async def test_inspection(client: LanguageClient, file: Opened):
    file.open(TEXT.replace("nextsj", "nextjs"))
    params = {"textDocument": {"uri": file.uri}}
    inspection = await client.protocol.send_request_async("svcLsp/inspect", params)
    assert [it.prefix for it in inspection.routing] == ["/api", "/"]
