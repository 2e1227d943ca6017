/** The wheels that a CUDA build of torch needs besides its own, from the wheels' metadata on the index. */
import { LibTorchError } from "../errors.js";
import { textOf } from "./http.js";
import { type Wheel, wheelsOf } from "./wheels.js";

interface Requirement {
  name: string;
  extras: string[];
  /** Such as "==13.1.1.3.*" or "<14,>=13.0.88". */
  specifier: string;
}

const systems: Partial<Record<NodeJS.Platform, string>> = {
  linux: "Linux",
  win32: "Windows",
  darwin: "Darwin",
};
/** NVIDIA's libraries; what else torch asks for is Python. */
const isLibrary = ({ name }: Requirement) => /^(nvidia-|cuda-toolkit$)/.test(name);

/** All that `wheel` needs of NVIDIA's libraries, each once. @throws LibTorchError when the index lacks one */
export async function cudaWheels(index: string, wheel: Wheel, signal: AbortSignal): Promise<Wheel[]> {
  const wheels = new Map<string, Wheel>();
  const add = async (owner: Wheel, extras: string[]): Promise<void> => {
    // An index serves a wheel's metadata beside it: https://peps.python.org/pep-0658/
    const metadata = await textOf(`${owner.url}.metadata`, signal);
    for (const requirement of requirementsIn(metadata, extras).filter(isLibrary)) {
      const known = wheels.get(requirement.name);
      const found = known ?? (await choose(index, requirement, signal));
      wheels.set(requirement.name, found);
      if (!known || requirement.extras.length > 0) await add(found, requirement.extras);
    }
  };
  await add(wheel, []);
  return [...wheels.values()];
}

/** What a wheel's metadata asks for on this platform, with these extras. */
export function requirementsIn(metadata: string, extras: string[]): Requirement[] {
  return [...metadata.matchAll(/^Requires-Dist: ([^;\n]+?)\s*(?:;\s*(.*))?$/gm)].flatMap(
    ([, wanted, marker = ""]) => {
      if (!holds(marker, extras)) return [];
      const parts = /^([A-Za-z0-9._-]+?)(?:\[([^\]]*)\])?\s*\(?([<>=!~][^)]*)?\)?$/.exec(wanted as string);
      if (!parts) return [];
      const [, name = "", extra = "", specifier = ""] = parts;
      return [
        {
          name: name.toLowerCase(),
          extras: extra.split(",").filter(Boolean),
          specifier: specifier.replaceAll(" ", ""),
        },
      ];
    },
  );
}

/** A marker's extra and platform; of the rest, such as Python's version, nothing bears on libraries. */
function holds(marker: string, extras: string[]): boolean {
  const extra = /extra == ["']([^"']+)["']/.exec(marker)?.[1];
  if (extra !== undefined && !extras.includes(extra)) return false;
  const platforms = [...marker.matchAll(/(?:platform_system|sys_platform) == ["']([^"']+)["']/g)].map(
    ([, name]) => name,
  );
  return (
    platforms.length === 0 ||
    platforms.some((name) => name === process.platform || name === systems[process.platform])
  );
}

async function choose(index: string, { name, specifier }: Requirement, signal: AbortSignal): Promise<Wheel> {
  const fitting = (await wheelsOf(index, name, signal)).filter((wheel) =>
    satisfies(wheel.version, specifier),
  );
  const newest = fitting.sort((a, b) => compare(b.version, a.version))[0];
  if (newest) return newest;
  throw new LibTorchError(`${index} lists no ${name}${specifier} for this machine`, true);
}

/** Of https://peps.python.org/pep-0440/ what wheels of libraries use. */
export function satisfies(version: string, specifier: string): boolean {
  const [plain = ""] = version.split("+");
  return specifier.split(",").every((clause) => {
    const [, operator = "", wanted = ""] = /^(==|>=|<=|>|<|~=|!=)?(.*)$/.exec(clause) ?? [];
    const base = wanted.replace(/\.\*$/, "");
    const isPrefix = plain === base || plain.startsWith(`${base}.`);
    const order = compare(plain, base);
    const meanings: Record<string, boolean> = {
      "": true,
      "==": wanted.endsWith(".*") ? isPrefix : order === 0,
      "!=": order !== 0,
      ">=": order >= 0,
      "<=": order <= 0,
      ">": order > 0,
      "<": order < 0,
      "~=": order >= 0 && plain.startsWith(`${base.split(".").slice(0, -1).join(".")}.`),
    };
    return meanings[operator] ?? false;
  });
}

function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number)) as [number[], number[]];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
