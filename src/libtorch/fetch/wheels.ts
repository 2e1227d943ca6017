/** PyTorch's index: a page a package, as of any index of Python packages (https://peps.python.org/pep-0503/). */
import { LibTorchError } from "../errors.js";
import { textOf } from "./http.js";

export interface Wheel {
  /** File name, such as "torch-2.13.0+cpu-cp311-cp311-manylinux_2_28_x86_64.whl". */
  name: string;
  version: string;
  url: string;
  sha256: string;
}

/** Part of the platform tag of a wheel that runs here. */
const platformTags: Record<string, RegExp> = {
  "linux-x64": /(linux_x86_64|manylinux\w*_x86_64)/,
  "linux-arm64": /(linux_aarch64|manylinux\w*_aarch64)/,
  "darwin-arm64": /macosx_\w+_arm64/,
  "win32-x64": /win_amd64/,
};

/** The wheels of a package that run here; those without a hash are left out, because nothing could vouch for them. */
export async function wheelsOf(index: string, name: string, signal: AbortSignal): Promise<Wheel[]> {
  const page = `${index}/${name}/`;
  return wheelsIn(await textOf(page, signal), page).filter((wheel) => runsHere(wheel.name));
}

/** What a page lists. */
export function wheelsIn(html: string, page: string): Wheel[] {
  return [...html.matchAll(/<a\s[^>]*href="([^"]+)"/gi)].flatMap(([, href]) => {
    const url = new URL((href as string).replaceAll("&amp;", "&"), page);
    const sha256 = /^#sha256=([0-9a-f]{64})$/i.exec(url.hash)?.[1]?.toLowerCase();
    const name = decodeURIComponent(url.pathname.split("/").at(-1) ?? "");
    const version = /^[^-]+-([^-]+)-.*\.whl$/.exec(name)?.[1];
    if (!sha256 || !version) return [];
    url.hash = "";
    return [{ name, version, url: url.href, sha256 }];
  });
}

function runsHere(name: string): boolean {
  const tag = name.slice(0, -".whl".length).split("-").at(-1) ?? "";
  return tag === "any" || (platformTags[`${process.platform}-${process.arch}`]?.test(tag) ?? false);
}

/** torch of a version: any wheel holds the same C++ libraries, whichever Python it is for. */
export async function torchWheel(index: string, version: string, signal: AbortSignal): Promise<Wheel> {
  const fitting = (await wheelsOf(index, "torch", signal)).filter(
    (wheel) => wheel.version.split("+")[0] === version,
  );
  const [first] = fitting.sort((a, b) => (a.name < b.name ? -1 : 1));
  if (first) return first;
  throw new LibTorchError(
    `${index} lists no torch ${version} with a SHA-256 for ${process.platform} on ${process.arch}`,
    true,
  );
}
