// `npm start`: set-up, then the main job once: examples/first-run.summnb executed by the kernel, headless,
// with every output printed as text and the executed notebook and an HTML report written to out/.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { root } from "./lib/paths.mjs";
import { main } from "./lib/steps.mjs";
import { setup } from "./setup.mjs";

const notebook = path.join("examples", "first-run.summnb");
const executed = path.join(root, "out", "first-run.summnb");
const report = path.join(root, "out", "first-run.html");

await main(async () => {
  await setup();
  mkdirSync(path.dirname(executed), { recursive: true });
  const cli = path.join(root, "dist", "src", "cli", "main.js");
  const args = [cli, "run", notebook, "--output", executed, "--html", report];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  process.exitCode = status ?? 1;
  if (status !== 0) return;
  const lines = [
    "",
    `Executed notebook: ${executed}`,
    `HTML report:       ${report} (open it in any browser; its charts need no network)`,
    "",
    "To open the notebook in VS Code with the extension:",
    `  code --extensionDevelopmentPath=${root} ${executed}`,
    "or install the extension for good:",
    "  npm run package && code --install-extension summnb.vsix",
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
});
