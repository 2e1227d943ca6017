import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { scratchFolder } from "../datasets/files.js";
import { importScript } from "./scripts.js";

interface StaleOutputs {
  removeStaleOutputs(dist: string, folders: string[], sources: string[]): Promise<void>;
}

describe("The build", () => {
  const scratch = scratchFolder();

  it("removes what was built from sources that are gone, and nothing else", async () => {
    const { removeStaleOutputs } = await importScript<StaleOutputs>("lib/stale-outputs.mjs");
    const write = (...names: string[]) => {
      for (const name of names) {
        mkdirSync(path.dirname(scratch.path(name)), { recursive: true });
        writeFileSync(scratch.path(name), "");
      }
    };
    write("test/a/kept.test.js", "test/a/kept.test.js.map", "test/a/gone.test.js", "test/a/gone.test.js.map");
    write("test/data.json", "webview/panel.js");
    await removeStaleOutputs(scratch.path(""), ["test", "bench"], ["test/a/kept.test.ts"]);
    const left = readdirSync(scratch.path(""), { recursive: true, withFileTypes: true });
    assert.deepEqual(
      left
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .sort(),
      ["data.json", "kept.test.js", "kept.test.js.map", "panel.js"],
    );
  });
});
