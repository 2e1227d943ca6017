// Finds LibTorch, or obtains it. The order: SUMMNB_LIBTORCH, summnb's own folder, an installed
// Python torch, then the downloads. Python is only a downloader; nothing uses it at run time.
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { answer } from "../command.mjs";
import { cache, userCache } from "../paths.mjs";
import { python } from "../prerequisites.mjs";
import { SetupError, step } from "../steps.mjs";
import { libTorchFromArchive } from "./archive.mjs";
import { describeLibTorch, minorOf, pinned, supportedMinors } from "./describe.mjs";
import { libTorchFromPip } from "./pip.mjs";

const folderName = `libtorch-${pinned}-cpu`;
/** The user's cache serves all clones; a clone's own cache is used where that can't be written. */
const ownFolders = [path.join(userCache, folderName), path.join(cache, folderName)];

const cpuIndex = "https://download.pytorch.org/whl/cpu";
const downloads = [
  { name: "PyTorch's CPU index", fetch: (...rest) => libTorchFromPip(["--index-url", cpuIndex], ...rest) },
  { name: "pip's own index", fetch: (...rest) => libTorchFromPip([], ...rest) },
  { name: "PyTorch's LibTorch archive", fetch: libTorchFromArchive },
];

function fromEnvironment() {
  const folder = process.env.SUMMNB_LIBTORCH;
  if (!folder) return undefined;
  const found = describeLibTorch(folder);
  if (!found)
    throw new SetupError(
      `SUMMNB_LIBTORCH is ${folder}, which holds no LibTorch: point it at a folder with lib/ and include/ (or at a Python torch folder), or unset it.`,
    );
  if (!supportedMinors.includes(minorOf(found.version)))
    throw new SetupError(
      `SUMMNB_LIBTORCH holds LibTorch ${found.version}, and summnb works with ${supportedMinors.join(" and ")}: point it at one of these, or unset it.`,
    );
  return found;
}

/** An installed Python torch of the pinned minor version; asked without importing it (that takes seconds). */
function fromPython() {
  const program = "import importlib.util as u; s = u.find_spec('torch'); print(s.origin if s else '')";
  const origin = python() && answer(python(), ["-c", program]);
  const found = origin ? describeLibTorch(path.dirname(origin)) : undefined;
  return found && minorOf(found.version) === minorOf(pinned) ? found : undefined;
}

/** LibTorch that is already on the machine, as `{ dir, version }`, or undefined. */
export function findLibTorch() {
  const own = () => ownFolders.map(describeLibTorch).find((found) => found?.version.startsWith(pinned));
  return fromEnvironment() ?? own() ?? fromPython();
}

const abandonedAfterMs = 24 * 3600 * 1000;

/** A new temporary folder beside `folder`, so that a rename moves it into place. */
function stagingBeside(folder) {
  const parent = path.dirname(folder);
  mkdirSync(parent, { recursive: true });
  // What a killed set-up left behind; a younger one may belong to a set-up that runs now.
  for (const name of readdirSync(parent).filter((entry) => entry.startsWith(`${folderName}.part-`))) {
    const old = path.join(parent, name);
    if (Date.now() - statSync(old).mtimeMs > abandonedAfterMs) rmSync(old, { recursive: true, force: true });
  }
  return mkdtempSync(path.join(parent, `${folderName}.part-`));
}

function writableStaging() {
  for (const folder of ownFolders) {
    try {
      return { folder, staging: stagingBeside(folder) };
    } catch {
      // Not writable: the next one.
    }
  }
  throw new SetupError(
    `Neither ${ownFolders.join(" nor ")} can be written: LibTorch needs a folder of its own.`,
  );
}

/** Moves the finished folder into place at once; a set-up that ran beside this one may have won. */
function publish(staging, folder, source) {
  for (const leftover of ["download", "METADATA", "libtorch.zip"])
    rmSync(path.join(staging, leftover), { recursive: true, force: true });
  writeFileSync(
    path.join(staging, "source.json"),
    `${JSON.stringify({ version: pinned, source }, null, 2)}\n`,
  );
  if (describeLibTorch(folder)) return;
  rmSync(folder, { recursive: true, force: true });
  renameSync(staging, folder);
}

/** LibTorch as `{ dir, version }`, downloaded when it is nowhere; a failure says what was tried. */
export async function ensureLibTorch() {
  const found = findLibTorch();
  if (found) return found;
  return step(`Obtaining LibTorch ${pinned} (CPU)`, async (report) => {
    const tried = [];
    for (const { name, fetch } of downloads) {
      const { folder, staging } = writableStaging();
      try {
        report(name);
        const failure = await fetch(staging, (text) => report(`${name}: ${text}`));
        if (!failure && describeLibTorch(staging)) {
          publish(staging, folder, name);
          return describeLibTorch(folder);
        }
        tried.push(`  ${name}: ${failure ?? "its wheel holds no LibTorch"}`);
      } catch (error) {
        if (!(error instanceof SetupError)) throw error;
        tried.push(`  ${name}: ${error.message}`);
      } finally {
        rmSync(staging, { recursive: true, force: true });
      }
    }
    const advice = `Install it yourself with \`pip install torch==${pinned}\`, or point SUMMNB_LIBTORCH at an unpacked LibTorch.`;
    throw new SetupError(`LibTorch ${pinned} could not be obtained. Tried:\n${tried.join("\n")}\n${advice}`);
  });
}
