// The texts of the extension host's sources: all that stand in `l10n.t(…)`.
import { readFileSync } from "node:fs";
import path from "node:path";
import { getL10nJson } from "@vscode/l10n-dev";
import { filesBelow } from "../fingerprint.mjs";
import { root } from "../paths.mjs";

const folder = "src/host";

/** The sources as path and text. */
export function hostSources() {
  return filesBelow(folder)
    .filter((file) => file.endsWith(".ts"))
    .map((file) => ({ file, text: readFileSync(path.resolve(root, file), "utf8") }));
}

/** English text to English text, in alphabetical order: what a translator begins with. */
export async function hostTexts() {
  const scripts = hostSources().map(({ text }) => ({
    extension: ".ts",
    // Parts that know no VS Code translate through a module of our own, which the tool does not know.
    contents: text.replace(/(import \{ l10n \} from )"(?:\.{1,2}\/)+l10n\.js"/, '$1"vscode"'),
  }));
  const found = Object.entries(await getL10nJson(scripts));
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}
