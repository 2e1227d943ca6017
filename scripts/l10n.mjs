// `npm run l10n`: collects the English texts for translators: those of package.json into package.nls.json, those of
// the extension host into l10n/bundle.l10n.json. With --check it writes nothing and fails when they are not current.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { hostSources, hostTexts } from "./lib/l10n/bundle.mjs";
import { moveTexts } from "./lib/l10n/manifest.mjs";
import { untranslated } from "./lib/l10n/untranslated.mjs";
import { root } from "./lib/paths.mjs";

const checks = process.argv.includes("--check");
const read = (file) => {
  try {
    return readFileSync(path.join(root, file), "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return "{}\n";
    throw error;
  }
};
const print = (value) => `${JSON.stringify(value, null, 2)}\n`;

const manifest = JSON.parse(read("package.json"));
const texts = moveTexts(manifest, JSON.parse(read("package.nls.json")));
const files = { "package.nls.json": texts, "l10n/bundle.l10n.json": await hostTexts() };
// Only where a text was moved out of it: the file's own layout stays.
if (print(manifest) !== print(JSON.parse(read("package.json")))) files["package.json"] = manifest;

const stale = Object.entries(files).filter(([file, value]) => print(JSON.parse(read(file))) !== print(value));
if (!checks)
  for (const [file, value] of stale) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), print(value));
  }
const faults = hostSources().flatMap(untranslated);
if (checks && stale.length > 0)
  console.error(`Not current: ${stale.map(([file]) => file).join(", ")}. Run \`npm run l10n\`.`);
if (faults.length > 0) console.error(`Users read these, so they go through l10n.t(…):\n${faults.join("\n")}`);
if (faults.length > 0 || (checks && stale.length > 0)) process.exitCode = 1;
