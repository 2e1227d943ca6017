import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { repositoryRoot } from "../../golden/goldenData.js";

interface Manifest {
  description: string;
  capabilities: object;
  contributes: Record<string, unknown>;
}

const load = (file: string) =>
  import(pathToFileURL(path.join(repositoryRoot, "scripts/lib/l10n", file)).href);
const { moveTexts } = (await load("manifest.mjs")) as {
  moveTexts(manifest: Manifest, texts: Record<string, string>): Record<string, string>;
};
const { untranslated } = (await load("untranslated.mjs")) as {
  untranslated(source: { file: string; text: string }): string[];
};

const read = (file: string) => readFileSync(path.join(repositoryRoot, file), "utf8");

describe("texts for translators", () => {
  it("of the manifest are all in package.nls.json, and a new one is moved there", () => {
    const manifest = JSON.parse(read("package.json"));
    const texts = JSON.parse(read("package.nls.json"));
    assert.deepEqual(moveTexts(structuredClone(manifest), texts), texts);
    const changed = structuredClone(manifest);
    changed.contributes.commands.push({ command: "summnb.newOne", category: "summnb", title: "Do It" });
    const moved = moveTexts(changed, texts);
    assert.equal(changed.contributes.commands.at(-1).title, "%command.newOne.title%");
    assert.equal(moved["command.newOne.title"], "Do It");
    changed.contributes.commands.push({ command: "summnb.x", category: "summnb", title: "%nowhere%" });
    assert.throws(() => moveTexts(changed, moved), /%nowhere%/);
  });

  it("of the extension host are found through both ways to l10n", () => {
    const texts = JSON.parse(read("l10n/bundle.l10n.json")) as Record<string, string>;
    // In a part that knows no VS Code, and in one that asks VS Code itself.
    assert.ok("The kernel died: {0}." in texts);
    assert.ok("LibTorch {0} is there already: {1}." in texts);
    for (const [english, same] of Object.entries(texts)) assert.equal(same, english);
  });

  it("that no translation would reach are found, with their places", () => {
    const text = `
      throw new Error("This is wrong.");
      throw new Error(l10n.t("This is right."));
      vscode.window.showInformationMessage(\`Run \${name} is done\`);
      const item = { title: "Open the run", command: "summnb.open run" };
    `;
    assert.deepEqual(untranslated({ file: "a.ts", text }), ["a.ts:2", "a.ts:4", "a.ts:5"]);
  });
});
