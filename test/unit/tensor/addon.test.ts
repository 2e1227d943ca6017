import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { libraryNames } from "../../../src/libtorch/index.js";
import { repositoryRoot } from "../../golden/goldenData.js";

const addon = process.env.SUMMNB_ADDON ?? path.join(repositoryRoot, "native/build/summnb.node");

/** As the library does: LibTorch first, by the addon's own loader. */
const { torchDir } = JSON.parse(readFileSync(path.join(path.dirname(addon), "build-info.json"), "utf8"));
const loadLibTorch = `require(${JSON.stringify(path.join(path.dirname(addon), "libtorch-loader.node"))})
  .load(${JSON.stringify(path.join(torchDir, "lib", libraryNames().cpu))});`;

/** Ends threads at random moments while they load the addon, which the main thread has loaded before. */
const program = `
  const { once } = require("node:events");
  const { Worker } = require("node:worker_threads");
  ${loadLibTorch}
  require(${JSON.stringify(addon)});
  const load = 'require("node:worker_threads").parentPort.postMessage("loads"); require(' + ${JSON.stringify(JSON.stringify(addon))} + ")";
  (async () => {
    for (let i = 0; i < 150; i++) {
      const worker = new Worker(load, { eval: true, execArgv: [] });
      await once(worker, "message");
      for (const end = performance.now() + 2 * Math.random(); performance.now() < end; );
      await worker.terminate();
    }
    console.log("alive");
  })();`;

describe("The addon", () => {
  it("survives threads that are ended while they load it", function () {
    this.timeout(60_000);
    const { stdout, stderr, signal } = spawnSync(process.execPath, ["-e", program], { encoding: "utf8" });
    assert.equal(stdout.trim(), "alive", `${signal}: ${stderr}`);
  });
});
