// What set-up can't install itself: each absent one gives one plain sentence that says what to install.
import { answer } from "./command.mjs";
import { SetupError } from "./steps.mjs";

const minimumNode = [20, 19];
const minimumCMake = [3, 18];

/** Tool to what a user types, by platform; `linux` speaks to Debian and Ubuntu. */
const installs = {
  node: {
    linux: "from https://nodejs.org or your package manager",
    darwin: "with `brew install node@20`",
    win32: "from https://nodejs.org",
  },
  python: {
    linux: "with `apt-get install python3 python3-pip`",
    darwin: "with `brew install python`",
    win32: "from https://www.python.org",
  },
  compiler: {
    linux: "with `apt-get install g++`",
    darwin: "with `xcode-select --install`",
    win32: "with the Visual Studio Build Tools (Desktop development with C++)",
  },
  cmake: {
    linux: "with `apt-get install cmake`",
    darwin: "with `brew install cmake`",
    win32: "from https://cmake.org",
  },
  make: {
    linux: "with `apt-get install make`",
    darwin: "with `xcode-select --install`",
    win32: "from https://ninja-build.org",
  },
};

const how = (tool) => installs[tool][process.platform] ?? installs[tool].linux;
const atLeast = (version, minimum) =>
  version[0] > minimum[0] || (version[0] === minimum[0] && version[1] >= minimum[1]);
const numbers = (text) => (/(\d+)\.(\d+)/.exec(text) ?? []).slice(1, 3).map(Number);

const checks = {
  node() {
    if (atLeast(numbers(process.versions.node), minimumNode)) return;
    return `summnb needs Node ${minimumNode.join(".")} or newer, and this is ${process.versions.node}: install it ${how("node")}.`;
  },
  python() {
    if (python() && answer(python(), ["-m", "pip", "--version"])) return;
    const missing = python() ? "pip for Python 3" : "Python 3 with pip";
    return `summnb needs ${missing} to download LibTorch: install it ${how("python")} (or point SUMMNB_LIBTORCH at a LibTorch folder).`;
  },
  compiler() {
    // CMake finds Visual Studio by itself and says so when there is none.
    if (process.platform === "win32" || compiles()) return;
    return `summnb needs a C++20 compiler to build its addon: install one ${how("compiler")}.`;
  },
  cmake() {
    const version = answer("cmake", ["--version"]);
    if (version && atLeast(numbers(version), minimumCMake)) return;
    return `summnb needs CMake ${minimumCMake.join(".")} or newer to build its addon: install it ${how("cmake")}.`;
  },
  make() {
    // Visual Studio brings its own.
    if (process.platform === "win32" || ["ninja", "make"].some((name) => answer(name, ["--version"]))) return;
    return `summnb needs make or ninja to build its addon: install one ${how("make")}.`;
  },
};

/** The name of a Python 3, or undefined. */
export function python() {
  return ["python3", "python"].find((name) => answer(name, ["--version"])?.startsWith("Python 3"));
}

function compiles() {
  const program =
    "#include <concepts>\n#include <span>\nint main() { return std::span<int>{}.empty() ? 0 : 1; }\n";
  const compilers = process.env.CXX ? [process.env.CXX] : ["c++", "g++", "clang++"];
  return compilers.some(
    (name) =>
      answer(name, ["-std=c++20", "-fsyntax-only", "-x", "c++", "-"], { input: program }) !== undefined,
  );
}

/** Throws one sentence for each of `tools` that is absent; says nothing otherwise. */
export function requireTools(tools) {
  const missing = tools.map((tool) => checks[tool]()).filter(Boolean);
  if (missing.length) throw new SetupError(missing.join("\n"));
}
