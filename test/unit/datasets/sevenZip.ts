import path from "node:path";
import type { SevenZipModuleFactory } from "7z-wasm";

type Content = string | Uint8Array | { link: string };

/** A 7z archive of these files; `change` is a command with its arguments that is run on it afterwards. */
export async function sevenZip(
  files: Record<string, Content>,
  change: readonly string[] = [],
  options: readonly string[] = [],
): Promise<Uint8Array> {
  const { exitCode } = process;
  const { default: create } = (await import("7z-wasm")) as unknown as { default: SevenZipModuleFactory };
  const quiet = { print: () => {}, printErr: () => {}, quit: () => {} };
  const first = await create(quiet);
  first.FS.mkdir("/members");
  first.FS.chdir("/members");
  for (const [name, content] of Object.entries(files)) {
    let folder = "/members";
    for (const part of path.posix.dirname(name).split("/")) {
      folder += `/${part}`;
      if (!first.FS.readdir(path.posix.dirname(folder)).includes(part)) first.FS.mkdir(folder);
    }
    if (typeof content === "object" && "link" in content) first.FS.symlink(content.link, `/members/${name}`);
    else first.FS.writeFile(`/members/${name}`, content);
  }
  first.callMain(["a", "-snl", "-mx=1", ...options, "/made.7z", "."]);
  let made = first.FS.readFile("/made.7z");
  const [command, ...names] = change;
  if (command !== undefined) {
    const second = await create(quiet);
    second.FS.writeFile("/made.7z", made);
    second.callMain([command, "/made.7z", ...names]);
    made = second.FS.readFile("/made.7z");
  }
  process.exitCode = exitCode;
  return made;
}
