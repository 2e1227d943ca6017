import assert from "node:assert/strict";
import { wheelPlacing } from "../../../src/libtorch/fetch/contents.js";
import { requirementsIn, satisfies } from "../../../src/libtorch/fetch/requirements.js";
import { wheelsIn } from "../../../src/libtorch/fetch/wheels.js";

const hash = "a".repeat(64);

describe("A page of PyTorch's index", () => {
  const page = "https://host.example/whl/cpu/torch/";

  it("names wheels by address, version and hash", () => {
    const html = `<a href="/whl/cpu/torch-2.13.0%2Bcpu-cp311-cp311-win_amd64.whl#sha256=${hash}" data-core-metadata="true">torch</a>`;
    assert.deepEqual(wheelsIn(html, page), [
      {
        name: "torch-2.13.0+cpu-cp311-cp311-win_amd64.whl",
        version: "2.13.0+cpu",
        url: "https://host.example/whl/cpu/torch-2.13.0%2Bcpu-cp311-cp311-win_amd64.whl",
        sha256: hash,
      },
    ]);
  });

  it("may name another host, and what has no hash counts for nothing", () => {
    const html = `<a href="https://files.example/torch-2.13.0-cp311-none-macosx_14_0_arm64.whl#sha256=${hash}">a</a>
      <a href="torch-2.13.0-cp312-none-macosx_14_0_arm64.whl">b</a>
      <a href="torch-2.13.0.tar.gz#sha256=${hash}">c</a>`;
    assert.deepEqual(
      wheelsIn(html, page).map(({ url }) => new URL(url).host),
      ["files.example"],
    );
  });
});

describe("What a CUDA wheel needs", () => {
  const torch = `Requires-Dist: filelock
Requires-Dist: cuda-toolkit[cublas,cudart]==13.0.3; platform_system == "${{ linux: "Linux", win32: "Windows" }[process.platform as string] ?? "Darwin"}"
Requires-Dist: nvidia-cudnn-cu13==9.24.0.43; platform_system == "Plan9"
`;
  const toolkit = `Requires-Dist: nvidia-cublas==13.1.1.3.*; (sys_platform == '${process.platform}' and platform_machine == 'x86_64') and extra == 'cublas'
Requires-Dist: nvidia-curand==10.4.0.35.*; sys_platform == '${process.platform}' and extra == 'curand'
Requires-Dist: nvidia-nvjitlink<14,>=13.0.88; extra == 'cudart'
`;

  it("is what its metadata asks for on this platform, by extras", () => {
    assert.deepEqual(requirementsIn(torch, []), [
      { name: "filelock", extras: [], specifier: "" },
      { name: "cuda-toolkit", extras: ["cublas", "cudart"], specifier: "==13.0.3" },
    ]);
    assert.deepEqual(
      requirementsIn(toolkit, ["cublas", "cudart"]).map(({ name, specifier }) => name + specifier),
      ["nvidia-cublas==13.1.1.3.*", "nvidia-nvjitlink<14,>=13.0.88"],
    );
  });

  it("has a version that fits", () => {
    const cases: [string, string, boolean][] = [
      ["13.1.1.3", "==13.1.1.3.*", true],
      ["13.1.1.3.7", "==13.1.1.3.*", true],
      ["13.1.1.30", "==13.1.1.3.*", false],
      ["13.0.88", "<14,>=13.0.88", true],
      ["14.0", "<14,>=13.0.88", false],
      ["13.0.9", ">=13.0.88", false],
      ["3.8.2", "~=3.8.0", true],
      ["3.9.0", "~=3.8.0", false],
      ["1.0", "===1.0", false],
    ];
    for (const [version, specifier, fits] of cases)
      assert.equal(satisfies(version, specifier), fits, version + specifier);
  });
});

describe("What is kept of a wheel", () => {
  it("is what is loaded, with CUDA's part only where that is asked for", () => {
    const [cpu, cuda] = [wheelPlacing("cpu"), wheelPlacing("cu130")];
    const kept = (name: string) => [cpu(name) !== undefined, cuda(name) !== undefined];
    assert.deepEqual(kept("torch/lib/libc10.so"), [true, true]);
    assert.deepEqual(kept("torch/lib/libgomp-a34b3233.so.1"), [true, true]);
    assert.deepEqual(kept("torch/lib/c10.dll"), [true, true]);
    assert.deepEqual(kept("torch/lib/libtorch_cuda.so"), [false, true]);
    assert.deepEqual(kept("torch/lib/libtorch_python.so"), [false, false]);
    assert.deepEqual(kept("torch/include/ATen/ATen.h"), [false, false]);
    assert.equal(cuda("nvidia/cu13/lib/libcublas.so.13"), "nvidia/cu13/lib/libcublas.so.13");
    assert.equal(
      cuda("nvidia_cublas-13.1.dist-info/licenses/LICENSE"),
      "licenses/nvidia_cublas-13.1.dist-info/licenses/LICENSE",
    );
    assert.equal(cpu("torch-2.13.0.dist-info/licenses/LICENSE"), "torch/LICENSE");
  });
});
