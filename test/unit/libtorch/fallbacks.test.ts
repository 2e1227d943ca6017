import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findOffers } from "../../../src/libtorch/fetch/index.js";
import { libraryNames } from "../../../src/libtorch/index.js";
import { type IndexServer, startIndexServer } from "../../libtorch/index-server.js";
import { packSmallWheel } from "../../libtorch/wheels.js";
import { writeZip } from "../../libtorch/zip.js";

const archiveName = "libtorch-shared-with-deps-2.13.0+cpu.zip";
const signal = new AbortController().signal;

describe("LibTorch where the index has none", function () {
  this.timeout(20_000);
  let folder: string;
  let env: NodeJS.ProcessEnv;
  let server: IndexServer | undefined;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-fallback-"));
    env = { HOME: folder, SUMMNB_CACHE: path.join(folder, "cache"), PATH: path.join(folder, "bin") };
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    rmSync(folder, { recursive: true });
  });

  const offersOf = (index: string) => findOffers({ index, hasGpu: false, signal, env });

  it("comes from PyTorch's archive, whose zip has the checksums", async function () {
    if (process.platform !== "linux" || process.arch !== "x64") this.skip();
    const archive = path.join(folder, archiveName);
    await writeZip(archive, {
      [`libtorch/lib/${libraryNames().cpu}`]: "library",
      "libtorch/include/ATen/ATen.h": "#pragma once",
      "libtorch/build-version": "2.13.0+cpu\n",
    });
    server = await startIndexServer({ "../libtorch/cpu": [archive] });
    const { offers, failures } = await offersOf(server.index);
    assert.deepEqual(
      offers.map(({ kind, variant }) => [kind, variant]),
      [["archive", "cpu"]],
    );
    assert.match(failures[0] ?? "", /answers 404/);
    const got = await offers[0]?.run({ env, signal, onProgress() {} });
    assert.equal(got?.version, "2.13.0+cpu");
  });

  it("comes from pip, which is given up with its own words", async function () {
    if (process.platform === "win32") this.skip();
    const wheel = await packSmallWheel(path.join(folder, "wheels"));
    mkdirSync(path.join(folder, "bin"));
    const python = path.join(folder, "bin/python3");
    // The folder follows --dest, which is after `-m pip download --progress-bar off …`.
    const pip = (work: string) =>
      `#!/bin/sh\nif [ "$1" = --version ]; then echo Python 3.12.1; exit; fi\nwhile [ "$1" != --dest ]; do shift; done\n${work}\n`;
    writeFileSync(python, pip(`/bin/cp "${wheel}" "$2"`));
    chmodSync(python, 0o755);
    const { offers } = await offersOf("http://127.0.0.1:9/whl");
    assert.deepEqual(
      offers.map(({ kind, bytes }) => [kind, bytes]),
      [["pip", undefined]],
    );
    writeFileSync(python, pip('echo "ERROR: No matching distribution found" >&2; exit 1'));
    const failed = offers[0]?.run({ env, signal, onProgress() {} });
    await assert.rejects(
      failed as Promise<unknown>,
      /pip could not download it \(No matching distribution found\)/,
    );
    writeFileSync(python, pip(`/bin/cp "${wheel}" "$2"`));
    assert.equal((await offers[0]?.run({ env, signal, onProgress() {} }))?.version, "2.13.0+cpu");
  });

  it("is offered for CUDA too where there is a GPU, with the wheels that it needs", async function () {
    if (process.platform !== "linux") this.skip();
    const wheels = path.join(folder, "wheels");
    const cpu = await packSmallWheel(wheels);
    const tag = `manylinux_2_28_${process.arch === "x64" ? "x86_64" : "aarch64"}`;
    const torch = path.join(wheels, `torch-2.13.0+cu130-cp311-cp311-${tag}.whl`);
    const toolkit = path.join(wheels, "cuda_toolkit-13.0.3-py2.py3-none-any.whl");
    const cublas = path.join(wheels, `nvidia_cublas-13.1.1.3-py3-none-${tag}.whl`);
    await writeZip(torch, {
      [`torch/lib/${libraryNames().cpu}`]: "library",
      "torch/lib/libtorch_cuda.so": "for the GPU",
      "torch/version.py": "__version__ = '2.13.0+cu130'\n",
    });
    await writeZip(toolkit, { "cuda_toolkit-13.0.3.dist-info/METADATA": "" });
    await writeZip(cublas, { "nvidia/cu13/lib/libcublas.so.13": "more for the GPU" });
    writeFileSync(
      `${torch}.metadata`,
      "Requires-Dist: cuda-toolkit[cublas]==13.0.3; platform_system == 'Linux'\n",
    );
    writeFileSync(`${toolkit}.metadata`, "Requires-Dist: nvidia-cublas==13.1.1.3.*; extra == 'cublas'\n");
    writeFileSync(`${cublas}.metadata`, "Name: nvidia-cublas\n");
    server = await startIndexServer({
      "cpu/torch": [cpu],
      "cu130/torch": [torch],
      "cu130/cuda-toolkit": [toolkit],
      "cu130/nvidia-cublas": [cublas],
      metadata: [torch, toolkit, cublas].map((file) => `${file}.metadata`),
    });
    const { offers, failures } = await findOffers({ index: server.index, hasGpu: true, signal, env });
    assert.deepEqual(failures, []);
    assert.deepEqual(
      offers.map(({ variant }) => variant),
      ["cpu", "cu130"],
    );
    const got = await offers[1]?.run({ env, signal, onProgress() {} });
    assert.equal(got?.version, "2.13.0+cu130");
    assert.ok(got?.dir.includes("libtorch-2.13.0-cu130"));
  });
});
