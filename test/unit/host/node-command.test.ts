import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { nodeThatIsThere } from "../../../src/host/kernel/node-command.js";

describe("The Node that runs a kernel", () => {
  let folder: string;
  const own = { command: process.execPath, env: { ELECTRON_RUN_AS_NODE: "1" } };

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-node-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is the PATH's", async () => {
    const file = path.join(folder, process.platform === "win32" ? "node.exe" : "node");
    writeFileSync(file, "");
    chmodSync(file, 0o755);
    assert.deepEqual(await nodeThatIsThere("node", { PATH: folder }), { command: "node", env: {} });
  });

  it("is VS Code's own where the PATH has none and nobody chose another", async () => {
    assert.deepEqual(await nodeThatIsThere("node", { PATH: folder }), own);
    assert.deepEqual(await nodeThatIsThere("", { PATH: folder }), own);
    assert.deepEqual(await nodeThatIsThere("vscode", { PATH: folder }), own);
  });

  it("is the chosen one, also when it is not there", async () => {
    assert.deepEqual(await nodeThatIsThere("/no/node", { PATH: folder }), { command: "/no/node", env: {} });
  });
});
