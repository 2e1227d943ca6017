import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findNodes } from "../../../src/host/kernel/find-nodes.js";
import { isSupported, nodeVersion } from "../../../src/host/kernel/node-version.js";

describe("the Nodes of a machine", () => {
  let home: string;
  before(function () {
    if (process.platform === "win32") this.skip();
    home = mkdtempSync(path.join(tmpdir(), "summnb-nodes-"));
    program(".nvm/versions/node/v22.11.0/bin/node", "echo v22.11.0");
    program(".nvm/versions/node/v18.20.4/bin/node", "echo v18.20.4");
    program(".local/share/fnm/node-versions/v24.1.0/installation/bin/node", "echo v24.1.0");
    program(".volta/tools/image/node/20.19.0/bin/node", "echo v20.19.0");
    program(".nvm/versions/node/broken/bin/node", "exit 1");
    program(".nvm/versions/node/other/bin/node", "echo I am no Node");
    program("path/node", "echo v21.5.0");
    program("mine/my-node", "echo v23.0.0");
    mkdirSync(path.join(home, ".asdf/installs/nodejs/21.5.0/bin"), { recursive: true });
    symlinkSync(path.join(home, "path/node"), path.join(home, ".asdf/installs/nodejs/21.5.0/bin/node"));
  });
  after(() => home && rmSync(home, { recursive: true, force: true }));

  function program(name: string, body: string): void {
    const file = path.join(home, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${body}\n`);
    chmodSync(file, 0o755);
  }

  const mine = async (setting: string) =>
    (await findNodes(setting, { PATH: path.join(home, "path") }, home)).filter(
      ({ source }) => source !== "installed",
    );

  it("are those of the PATH and of nvm, fnm and Volta that answer, each once, the newest first", async () => {
    assert.deepEqual(
      (await mine("node")).map(({ source, version, supported }) => [source, version, supported]),
      [
        ["setting", "21.5.0", true],
        ["fnm", "24.1.0", true],
        ["nvm", "22.11.0", true],
        ["Volta", "20.19.0", true],
        ["nvm", "18.20.4", false],
      ],
    );
  });

  it("begin with the setting's", async () => {
    const command = path.join(home, "mine/my-node");
    const [first, ...others] = await mine(command);
    assert.deepEqual(first, { command, source: "setting", version: "23.0.0", supported: true });
    assert.deepEqual(others.find(({ source }) => source === "PATH")?.command, "node");
  });

  it("tell their versions, or why not", async () => {
    assert.equal(await nodeVersion(process.execPath), process.versions.node);
    await assert.rejects(nodeVersion(path.join(home, "nowhere")), { code: "ENOENT" });
    await assert.rejects(nodeVersion(path.join(home, ".nvm/versions/node/other/bin/node")), /is no Node/);
  });

  it("are new enough from 20.19 on", () => {
    const versions = ["18.20.4", "20.18.9", "20.19.0", "21.0.0", "22.1.0", "24.0.0-nightly"];
    assert.deepEqual(versions.map(isSupported), [false, false, true, true, true, true]);
  });
});
