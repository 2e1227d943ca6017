import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import {
  findLibTorch,
  libraryNames,
  ownFolders,
  pinnedVersion,
  targetFolder,
} from "../../../src/libtorch/index.js";
import { repositoryRoot } from "../../golden/goldenData.js";

describe("Which LibTorch is used", () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-find-"));
    env = { HOME: folder, LOCALAPPDATA: folder, PATH: path.join(folder, "bin") };
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A folder that looks like a LibTorch. */
  function libTorch(dir: string, version: string): string {
    mkdirSync(path.join(dir, "lib"), { recursive: true });
    writeFileSync(path.join(dir, "lib", libraryNames().cpu), "");
    writeFileSync(path.join(dir, "version.py"), `__version__ = '${version}'\n`);
    return dir;
  }

  const own = (version = "2.13.0+cpu") => libTorch(path.join(targetFolder("cpu", env), "torch"), version);

  it("is none where there is none", () => {
    assert.equal(findLibTorch({ env }), undefined);
  });

  it("is the product's own, of CUDA before the CPU's", () => {
    const cpu = own();
    assert.deepEqual(findLibTorch({ env }), { dir: cpu, version: "2.13.0+cpu" });
    const cuda = libTorch(path.join(targetFolder("cu130", env), "torch"), "2.13.0+cu130");
    assert.equal(findLibTorch({ env })?.dir, cuda);
  });

  it("is looked for in SUMMNB_CACHE and in the usual cache", () => {
    const usual = own();
    env.SUMMNB_CACHE = path.join(folder, "elsewhere");
    assert.equal(findLibTorch({ env })?.dir, usual);
    assert.equal(findLibTorch({ env: { ...env, SUMMNB_LIBTORCH: "" } })?.dir, usual);
    assert.ok(targetFolder("cpu", env).startsWith(env.SUMMNB_CACHE));
  });

  it("is the one that set-up built the addon with, before the product's own", () => {
    own();
    const other = libTorch(path.join(folder, "other"), "2.13.0");
    writeFileSync(path.join(folder, "build-info.json"), JSON.stringify({ torchDir: other }));
    assert.equal(findLibTorch({ env, addonFolder: folder })?.dir, other);
  });

  it("is the one that SUMMNB_LIBTORCH names, before all others", () => {
    own();
    env.SUMMNB_LIBTORCH = path.join(folder, "site-packages");
    const named = libTorch(path.join(env.SUMMNB_LIBTORCH, "torch"), "2.13.1+cu130");
    assert.deepEqual(findLibTorch({ env }), { dir: named, version: "2.13.1+cu130" });
  });

  it("is never another than the one that SUMMNB_LIBTORCH names", () => {
    own();
    env.SUMMNB_LIBTORCH = folder;
    assert.throws(() => findLibTorch({ env }), /SUMMNB_LIBTORCH is .* holds no LibTorch: name a folder/);
    env.SUMMNB_LIBTORCH = libTorch(path.join(folder, "old"), "2.11.0+cpu");
    assert.throws(
      () => findLibTorch({ env }),
      /holds LibTorch 2\.11\.0\+cpu, and this build of summnb works with 2\.13\.x/,
    );
    assert.equal(findLibTorch({ env, builtFor: "2.11.1" })?.version, "2.11.0+cpu");
  });

  it("is not one of another minor version", () => {
    own("2.12.0+cpu");
    assert.equal(findLibTorch({ env }), undefined);
  });

  it("is that of an installed Python torch when there is no other", function () {
    if (process.platform === "win32") this.skip();
    const torch = libTorch(path.join(folder, "python/torch"), "2.13.0+cu130");
    mkdirSync(path.join(folder, "bin"));
    // As Python answers to its version and to where torch is.
    const script = `#!/bin/sh\ncase "$1" in --version) echo Python 3.12.1;; *) echo ${torch}/__init__.py;; esac\n`;
    writeFileSync(path.join(folder, "bin/python3"), script);
    chmodSync(path.join(folder, "bin/python3"), 0o755);
    assert.equal(findLibTorch({ env })?.dir, torch);
    assert.equal(findLibTorch({ env, builtFor: "2.11.0" }), undefined);
    const preferred = own();
    assert.equal(findLibTorch({ env })?.dir, preferred);
  });

  it("is found where set-up puts it, in set-up's version", async () => {
    const from = (name: string) => import(pathToFileURL(path.join(repositoryRoot, "scripts/lib", name)).href);
    const { pinned } = await from("libtorch/describe.mjs");
    const { userCache } = await from("paths.mjs");
    assert.equal(pinned, pinnedVersion);
    assert.ok(ownFolders().includes(path.join(userCache, `libtorch-${pinned}-cpu`)));
  });
});
