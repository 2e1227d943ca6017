import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { repositoryRoot } from "../../golden/goldenData.js";
import { builtWith } from "../../libtorch/wheels.js";
import { runCli } from "../../unit/cli/runCli.js";

/** The addon as it is in the extension's package, on a machine where nothing of set-up is. */
describe("The packaged addon", function () {
  this.timeout(60_000);
  let folder: string;
  let env: NodeJS.ProcessEnv;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-packaged-"));
    for (const name of ["summnb.node", "libtorch-loader.node"])
      cpSync(path.join(repositoryRoot, "native/build", name), path.join(folder, name));
    const addon = path.join(folder, "summnb.node");
    // No cache, no Python.
    env = {
      SUMMNB_ADDON: addon,
      HOME: folder,
      XDG_CACHE_HOME: folder,
      LOCALAPPDATA: folder,
      PATH: folder,
      SUMMNB_LIBTORCH: "",
    };
  });
  after(() => rmSync(folder, { recursive: true }));

  const doctor = async (extra: NodeJS.ProcessEnv = {}) =>
    JSON.parse((await runCli(["doctor", "--json"], "", { ...env, ...extra })).stdout);

  it("finds no LibTorch by itself, and says how to get one", async () => {
    const { devices, findings } = await doctor();
    assert.deepEqual(devices, []);
    assert.match(findings[0].message, /LibTorch 2\.13\.0 is not on this machine .*summnb: Get LibTorch/);
  });

  it("computes with the one that SUMMNB_LIBTORCH names", async () => {
    const { devices, libtorch } = await doctor({ SUMMNB_LIBTORCH: builtWith() });
    assert.ok(devices.includes("cpu"));
    assert.equal(libtorch.path, builtWith());
  });

  it("computes with the one in the product's folder", async () => {
    const own = path.join(folder, "summnb/libtorch-2.13.0-cpu");
    mkdirSync(path.dirname(own), { recursive: true });
    symlinkSync(path.dirname(builtWith()), own, "junction");
    assert.ok((await doctor()).devices.includes("cpu"));
    rmSync(own);
  });

  it("refuses one of another version", async () => {
    const old = path.join(folder, "old");
    mkdirSync(old);
    symlinkSync(path.join(builtWith(), "lib"), path.join(old, "lib"), "junction");
    writeFileSync(path.join(old, "version.py"), "__version__ = '2.12.0'\n");
    const { findings } = await doctor({ SUMMNB_LIBTORCH: old });
    assert.match(
      findings[0].message,
      /holds LibTorch 2\.12\.0, and this build of summnb works with 2\.13\.x/,
    );
  });
});
