// Runs 7-Zip as its command line does, once to list the archive and once to unpack what is wanted.
import { realpathSync, statSync } from "node:fs";
import path from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import type { FileSystem, SevenZipModule, SevenZipModuleFactory } from "7z-wasm";
import { SummnbError } from "../../errors.js";
import { encrypted, tooLarge, unpackLimit, wantedMembers } from "./members.js";
import { outOfMemory, type SevenZipAnswer, type SevenZipJob } from "./sevenZip.js";
import { parseListing } from "./sevenZipListing.js";

const { archive, target } = workerData as SevenZipJob;
const archiveBytes = statSync(archive).size;
// The Hub's cache holds links, which 7-Zip could not follow out of the one folder that it sees.
const place = realpathSync(archive);

const answer: SevenZipAnswer = await unpack().then(
  () => ({}),
  (error: Error) => ({
    problem: error instanceof SummnbError ? error.message : damaged(error.message).message,
  }),
);
parentPort!.postMessage(answer);

async function unpack(): Promise<void> {
  const listing = await sevenZip(["l", "-t7z", "-slt", "-ba", "-bd"]);
  const wanted = wantedMembers(archive, archiveBytes, parseListing(listing));
  if (wanted.length > 0)
    await sevenZip(
      ["x", "-t7z", "-spd", "-y", "-bd", "-o/out"],
      wanted.map(({ name }) => name),
    );
}

/** Runs one command on the archive in an instance of its own, and gives the lines that it prints. */
async function sevenZip(command: readonly string[], names: readonly string[] = []): Promise<string[]> {
  const { default: create } = (await import("7z-wasm")) as unknown as { default: SevenZipModuleFactory };
  const lines: string[] = [];
  const errors: string[] = [];
  const module = await create({
    print: (line) => lines.push(line),
    printErr: (line) => errors.push(line),
    // Nobody is there to type a password.
    stdin: () => null as unknown as number,
    quit: () => {},
  });
  mount(module, path.dirname(place), "/in");
  mount(module, target, "/out");
  limitWrites(module.NODEFS);
  module.FS.writeFile("/names.txt", names.join("\n"));
  const list = names.length > 0 ? ["-scsUTF-8", "-i@/names.txt"] : [];
  const code = run(module, [...command, ...list, "--", `/in/${path.basename(place)}`], lines);
  const why = errors.filter((line) => line.trim() !== "").join(" ");
  if (/allocate|out of memory/i.test(why)) throw new SummnbError(outOfMemory(archive));
  if (code !== 0) throw damaged(why);
  return lines;
}

/** The exit code; 7-Zip throws numbers where it would end the process. */
function run(module: SevenZipModule, command: string[], lines: readonly string[]): unknown {
  try {
    return module.callMain(command);
  } catch (error) {
    if (lines.some((line) => /password/i.test(line))) throw encrypted(archive);
    throw typeof error === "number" ? damaged("it could not be opened") : error;
  }
}

function mount({ FS, NODEFS }: SevenZipModule, root: string, at: string): void {
  FS.mkdir(at);
  FS.mount(NODEFS, { root }, at);
}

/** Ends what becomes larger than the archive's own directory said. */
function limitWrites(system: FileSystem): void {
  const operations = (system as unknown as { stream_ops: { write: (...args: unknown[]) => number } })
    .stream_ops;
  const { write } = operations;
  let left = unpackLimit(archiveBytes);
  operations.write = (...args) => {
    left -= args[3] as number;
    if (left < 0) throw tooLarge(archive, archiveBytes);
    return write(...args);
  };
}

function damaged(what: string): SummnbError {
  return new SummnbError(`${archive} could not be unpacked as 7z (${what}): replace it with a fresh copy.`);
}
