import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { repositoryRoot } from "../../golden/goldenData.js";

const stackLine = /^\s+at .+:\d+/m;

/** A clone without packages, LibTorch or build, on a machine where only `tools` are on the PATH. */
describe("Set-up in a fresh clone that lacks something", function () {
  if (process.platform === "win32") return;
  this.timeout(30_000);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "summnb-clone-"));
    await cp(path.join(repositoryRoot, "scripts"), path.join(folder, "clone/scripts"), { recursive: true });
    for (const name of ["package.json", "package-lock.json"])
      await cp(path.join(repositoryRoot, name), path.join(folder, "clone", name));
    await mkdir(path.join(folder, "clone/native"));
    await writeFile(path.join(folder, "clone/native/CMakeLists.txt"), "");
    await mkdir(path.join(folder, "bin"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const tool = (name: string) => {
    const { stdout } = spawnSync("/bin/sh", ["-c", `command -v ${name}`], { encoding: "utf8" });
    assert.ok(stdout.trim(), `this test needs ${name}`);
    return symlink(stdout.trim(), path.join(folder, "bin", name));
  };

  const setup = (env: NodeJS.ProcessEnv = {}) => {
    const script = path.join(folder, "clone/scripts/setup.mjs");
    const { status, stderr, stdout } = spawnSync(process.execPath, [script], {
      encoding: "utf8",
      env: {
        PATH: path.join(folder, "bin"),
        HOME: folder,
        XDG_CACHE_HOME: path.join(folder, "cache"),
        ...env,
      },
    });
    assert.equal(stdout, "");
    assert.doesNotMatch(stderr, stackLine);
    return { status, lines: stderr.trimEnd().split("\n") };
  };

  it("says one sentence for each prerequisite that is absent, before it does anything", async () => {
    const { status, lines } = setup();
    assert.equal(status, 1);
    assert.equal(lines.length, 4, lines.join("\n"));
    const wanted = [/Python 3 with pip/, /C\+\+20 compiler/, /CMake 3\.18/, /make or ninja/];
    for (const [index, pattern] of wanted.entries()) {
      assert.match(lines[index]!, pattern);
      assert.match(lines[index]!, /^summnb needs .*: install .*\.$/);
    }
    assert.deepEqual(await readdir(path.join(folder, "clone")), [
      "native",
      "package-lock.json",
      "package.json",
      "scripts",
    ]);
  });

  /** A folder that looks like LibTorch: set-up must not need more than a look to tell. */
  const fakeLibTorch = async (version: string) => {
    const torch = path.join(folder, "torch");
    const headers = path.join(torch, "include/torch/csrc/api/include/torch");
    await mkdir(path.join(torch, "lib"), { recursive: true });
    await mkdir(headers, { recursive: true });
    for (const name of ["libtorch_cpu.so", "libtorch_cpu.dylib"])
      await writeFile(path.join(torch, "lib", name), "");
    await writeFile(path.join(headers, "version.h"), "");
    await writeFile(path.join(torch, "version.py"), `__version__ = '${version}'\n`);
    return torch;
  };

  it("takes a compiler that knows no C++20 for none, and needs no Python when LibTorch is there", async () => {
    await writeFile(path.join(folder, "bin/c++"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    for (const name of ["cmake", "make"]) await tool(name);
    const { status, lines } = setup({ SUMMNB_LIBTORCH: await fakeLibTorch("2.13.0+cpu") });
    assert.equal(status, 1);
    assert.equal(lines.length, 1, lines.join("\n"));
    assert.match(lines[0]!, /^summnb needs a C\+\+20 compiler/);
  });

  it("says what is wrong with SUMMNB_LIBTORCH", async () => {
    const empty = setup({ SUMMNB_LIBTORCH: path.join(folder, "bin") });
    assert.equal(empty.status, 1);
    assert.match(empty.lines.join("\n"), /^SUMMNB_LIBTORCH is .*, which holds no LibTorch: point it at/);
    const old = setup({ SUMMNB_LIBTORCH: await fakeLibTorch("1.9.0+cpu") });
    assert.equal(old.status, 1);
    assert.match(old.lines.join("\n"), /holds LibTorch 1\.9\.0\+cpu, and summnb works with 2\.13/);
  });
});
