// Opens the sample with mistakes, with the Vercel Services view expanded: VS Code starts with the views of the Explorer collapsed.

const vscode = require("vscode");

exports.activate = async () => {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) return;
  const file = vscode.Uri.joinPath(folder.uri, "broken", "vercel.json");
  await vscode.window.showTextDocument(file, { preview: false });
  await vscode.commands.executeCommand("svcLsp.services.focus");
  await vscode.window.showTextDocument(file, { preview: false });
};
