// Opens the sample with mistakes. The Vercel Services view opens with it.

const vscode = require("vscode");

exports.activate = async () => {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) return;
  await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, "broken", "vercel.json"), { preview: false });
};
