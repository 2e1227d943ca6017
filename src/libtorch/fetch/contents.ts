/** What of PyTorch's wheels and archives is kept: libraries that are loaded, the version, the licence. */
import path from "node:path";
import type { Variant } from "../version.js";

/** Not Python's own, not PyTorch's tests. */
const library = /^torch\/lib\/(?!.*(python|_test|_ops|backend_with))[^/]+\.(so[.\d]*|dylib|dll)$/;
const cudaLibrary = /^torch\/lib\/.*(cuda|nvrtc|nvshmem)/;
const others = [
  /^torch\/version\.py$/,
  /^torch\/build-version$/,
  /^torch\.libs\//,
  /^nvidia\/.*\/(lib|bin)\/[^/]+$/,
];
const licence = /\.dist-info\/(?:licenses\/)?(LICENSE|NOTICE)(?:\.txt)?$/;

export type Placing = (name: string) => string | undefined;

/** Paths within the folder for what is kept of a wheel; a wheel's layout is kept, because libraries find each other by it. */
export function wheelPlacing(variant: Variant): Placing {
  return (name) => {
    if (library.test(name) && (variant !== "cpu" || !cudaLibrary.test(name))) return name;
    if (others.some((pattern) => pattern.test(name))) return name;
    // Wheels beside torch's own bring theirs.
    if (licence.test(name) && name.startsWith("torch-")) return `torch/${path.basename(name)}`;
    return licence.test(name) ? `licenses/${name}` : undefined;
  };
}

/** As `wheelPlacing`, for PyTorch's archive, which is called `libtorch` where a wheel says `torch`. */
export const archivePlacing: Placing = (name) => wheelPlacing("cpu")(name.replace(/^libtorch\//, "torch/"));
