import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { extensionId, testFolder, until } from "./support.js";

const paragraph =
  "This package contains a program that shows how much room files and folders take on a disk. It draws them as nested rectangles, and a click opens a folder.";

/** The starter model as ONNX files, exported by a process of its own: the extension host has no library. */
function exportStarter(folder: string): string {
  const root = vscode.extensions.getExtension(extensionId)!.extensionPath;
  const library = JSON.stringify(path.join(root, "dist/src/library/onnx/export/index.js"));
  const [model, target] = [path.join(root, "examples/starter"), path.join(folder, "summarizer")];
  const code = `(await import(${library})).exportOnnx(${JSON.stringify(model)}, ${JSON.stringify(target)})`;
  execFileSync("node", ["--input-type=module", "-e", `await ${code}`]);
  return target;
}

const settings = () => vscode.workspace.getConfiguration("summnb.summarize");
const { Global } = vscode.ConfigurationTarget;

async function openText(text: string, name = "notes.txt"): Promise<vscode.TextEditor> {
  const file = path.join(testFolder(), name);
  writeFileSync(file, text);
  return vscode.window.showTextDocument(vscode.Uri.file(file), { viewColumn: vscode.ViewColumn.One });
}

/** The one that is shown: a closed page's text lives on for a while. */
function summaryPage(): vscode.TextDocument | undefined {
  const editors = vscode.window.visibleTextEditors;
  return editors.find(({ document }) => document.uri.scheme === "summnb-summary")?.document;
}

async function lenses(page: vscode.TextDocument): Promise<string[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    "vscode.executeCodeLensProvider",
    page.uri,
  );
  return found.map(({ command }) => command?.title ?? "");
}

describe("Summarize Selection and Summarize File", function () {
  this.timeout(120_000);
  const ask = { promptTemplate: "<extra_id_1>{document}", maxNewTokens: 30 };

  before(async () => {
    await settings().update("model", exportStarter(testFolder()), Global);
    await settings().update("options", ask, Global);
  });
  after(async () => {
    for (const name of ["model", "options"]) await settings().update(name, undefined, Global);
  });
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("shows the summary of a selection beside it, which may be inserted or take its place", async () => {
    const editor = await openText(`Title\n\n${paragraph}\n`);
    editor.selection = new vscode.Selection(2, 0, 3, 0);
    const summary = await vscode.commands.executeCommand<string>("summnb.summarizeSelection");
    assert.match(summary, /program that shows/);
    const page = summaryPage();
    assert.ok(page);
    await until("the whole summary in its page", () => page.getText() === summary);
    assert.equal(page.languageId, "summnb-summary");
    assert.match(
      (await lenses(page)).join(" | "),
      /Copy.*Insert above.*Replace.*\d+ of 29 words · summarizer · \d/,
    );

    await vscode.commands.executeCommand("summnb.summary.copy", page.uri);
    assert.equal(await vscode.env.clipboard.readText(), summary);
    await vscode.commands.executeCommand("summnb.summary.insertAbove", page.uri);
    assert.equal(editor.document.getText(), `Title\n\n${summary}\n\n${paragraph}\n`);
    const front = vscode.window.activeTextEditor;
    assert.equal(front?.document.getText(front.selection), summary);
    await vscode.commands.executeCommand("summnb.summary.replace", page.uri);
    assert.equal(editor.document.getText(), `Title\n\n${summary}\n\n${summary}\n`);
  });

  it("answers at once what it was asked before, and not what was asked in another way", async () => {
    const text = `${paragraph} Version two.`;
    const { document } = await openText(text);
    const first = await vscode.commands.executeCommand<string>("summnb.summarizeFile", document.uri);
    assert.doesNotMatch((await lenses(summaryPage()!)).join(" | "), /made before/);
    assert.equal(await vscode.commands.executeCommand("summnb.summarizeFile", document.uri), first);
    assert.match((await lenses(summaryPage()!)).join(" | "), /made before/);
    await settings().update("options", { ...ask, maxNewTokens: 4 }, Global);
    try {
      const short = await vscode.commands.executeCommand<string>("summnb.summarizeFile", document.uri);
      assert.ok(short.length < first.length, short);
    } finally {
      await settings().update("options", ask, Global);
    }
  });

  it("stops when it is told to, and begins again", async () => {
    const long = Array.from({ length: 400 }, (_, index) => `${paragraph} Part ${index}.`).join("\n\n");
    const { document } = await openText(long);
    const working = vscode.commands.executeCommand("summnb.summarizeFile", document.uri);
    const page = await until("the page", summaryPage);
    await until("its beginning", () => page.getText().length > 0);
    assert.match((await lenses(page)).join(" | "), /Stop/);
    await vscode.commands.executeCommand("summnb.summary.stop", page.uri);
    assert.equal(await working, undefined);
    assert.match((await lenses(page)).join(" | "), /Again.*Stopped/);
    const seen = page.getText();
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(page.getText(), seen);
  });

  it("says in the page what is wrong with a model, and goes on with another", async () => {
    const good = settings().get<string>("model");
    const { document } = await openText(`${paragraph} Something new.`);
    await settings().update("model", testFolder(), Global);
    try {
      assert.equal(await vscode.commands.executeCommand("summnb.summarizeFile", document.uri), undefined);
      const page = summaryPage()!;
      await until("the reason", () => /config\.json|no model|holds no|There is no/i.test(page.getText()));
      assert.match((await lenses(page)).join(" | "), /Again.*Choose another model/);
    } finally {
      await settings().update("model", good, Global);
    }
    assert.match(
      (await vscode.commands.executeCommand<string>("summnb.summarizeFile", document.uri)) ?? "",
      /program/,
    );
  });
});
