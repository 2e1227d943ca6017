import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { runCli } from "../../unit/cli/runCli.js";

describe("summnb doctor", () => {
  it("names the devices, the LibTorch that is loaded, and the memory", async () => {
    const { code, stdout, stderr } = await runCli(["doctor", "--json"]);
    assert.deepEqual([code, stderr], [0, ""]);
    const diagnosis = JSON.parse(stdout);
    assert.ok(diagnosis.devices.includes("cpu"));
    assert.match(diagnosis.libtorch.version, /^2\.1[13]\./);
    assert.ok(existsSync(path.join(diagnosis.libtorch.path, "lib")));
    assert.ok(diagnosis.memory.freeBytes > 0 && diagnosis.memory.freeBytes <= diagnosis.memory.totalBytes);
    assert.deepEqual(diagnosis.findings, []);
  });

  it("says what is wrong, and how to mend it, when the addon is missing", async () => {
    const { code, stdout } = await runCli(["doctor", "--json"], "", { SUMMNB_ADDON: "/no/such/summnb.node" });
    assert.equal(code, 0);
    const { devices, libtorch, findings } = JSON.parse(stdout);
    assert.deepEqual([devices, libtorch], [[], { version: null, path: null }]);
    assert.equal(findings[0].severity, "error");
    assert.match(findings[0].message, /native addon is missing/);
    assert.match(findings[0].fix, /npm run setup/);
  });
});
