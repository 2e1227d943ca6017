import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { repositoryRoot } from "../../golden/goldenData.js";

describe("Set-up where everything is in place", () => {
  it("says one line and takes less than five seconds", () => {
    const start = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/setup.mjs"], {
      cwd: repositoryRoot,
      encoding: "utf8",
    });
    assert.deepEqual([status, stdout], [0, ""], stderr);
    assert.match(stderr, /^✓ Set-up is complete \(\d\.\d s\)\n$/);
    assert.ok(performance.now() - start < 5000);
  });

  it("knows which LibTorch the addon was built with", () => {
    const file = path.join(repositoryRoot, "native/build/build-info.json");
    const { torchDir, torchVersion } = JSON.parse(readFileSync(file, "utf8"));
    assert.ok(existsSync(path.join(torchDir, "lib")));
    assert.match(torchVersion, /^2\.1[13]\./);
  });
});
