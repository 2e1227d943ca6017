// `npm run bench`: set-up, then bench/main.ts with the arguments given after `--`.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { root } from "./lib/paths.mjs";
import { main } from "./lib/steps.mjs";
import { setup } from "./setup.mjs";

await main(async () => {
  await setup();
  const bench = path.join(root, "dist", "bench", "main.js");
  const { status } = spawnSync(process.execPath, [bench, ...process.argv.slice(2)], { stdio: "inherit" });
  process.exitCode = status ?? 1;
});
