/** The version that is downloaded and that the numbers are checked against. */
export const pinnedVersion = "2.13.0";

/** "2.13" of "2.13.0+cpu": LibTorch keeps its binary interface within a minor version only. */
export function minorOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

/** What is downloaded: for the CPU alone, or with CUDA. A variant's name is that of its folder in PyTorch's index. */
export type Variant = "cpu" | "cu130";

/** The variants, the preferred first. */
export const variants: readonly Variant[] = ["cu130", "cpu"];

/** File names of LibTorch's libraries, by platform. */
const libraries: Partial<Record<NodeJS.Platform, { cpu: string; cuda: string }>> = {
  darwin: { cpu: "libtorch_cpu.dylib", cuda: "libtorch_cuda.dylib" },
  win32: { cpu: "torch_cpu.dll", cuda: "torch_cuda.dll" },
};

export function libraryNames(platform: NodeJS.Platform = process.platform): { cpu: string; cuda: string } {
  return libraries[platform] ?? { cpu: "libtorch_cpu.so", cuda: "libtorch_cuda.so" };
}
