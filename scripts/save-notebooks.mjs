// `node scripts/save-notebooks.mjs [NAME...]`: executes the notebooks that mirror the source documents against a local
// Hub with test models, and keeps their outputs in examples/. Saved outputs are made by this alone, never by hand.
import { copyFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./lib/paths.mjs";

const built = (file) => import(pathToFileURL(path.join(root, "dist", "test", file)).href);
const { startSourceHub } = await built("hub/sourceNotebooks/hub.js");
const { examplePath, runExample, sourceNotebooks } = await built("integration/notebooks/runExample.js");

const names = process.argv.length > 2 ? process.argv.slice(2) : sourceNotebooks;
const folder = mkdtempSync(path.join(tmpdir(), "summnb-notebooks-"));
const hub = await startSourceHub();
try {
  for (const name of names) {
    const start = Date.now();
    // Whole trainings: a model this small makes them in minutes. Evaluations of a hundred rows would take longer.
    const { code, log, file } = await runExample(name, hub, folder, { SUMMNB_MAX_EVAL_ROWS: "24" });
    if (code !== 0) {
      process.stderr.write(`${log}\n${name} failed; its saved outputs stay as they are.\n`);
      process.exitCode = 1;
      continue;
    }
    copyFileSync(file, examplePath(name));
    const seconds = Math.round((Date.now() - start) / 1000);
    process.stdout.write(`${name}: ${seconds} s, ${Math.round(statSync(file).size / 1000)} KB\n`);
  }
} finally {
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
}
