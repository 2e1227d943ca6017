// What the language service of the notebooks needs beside its code: declarations of JavaScript, Node and the library.
import { spawn } from "node:child_process";
import { cp, mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { root } from "./paths.mjs";

const packages = path.join(root, "node_modules");
const built = path.join(root, "dist/language");

/** VS Code's TypeScript server looks for plugins in the extension's node_modules only. */
export const pluginFolder = "node_modules/summnb-typescript-plugin";

/** TypeScript's declarations of the language, without those of browsers. */
const isLanguageLibrary = (name) => /^lib\.(es|decorators).*\.d\.ts$/.test(name);

/** The packages with Node's declarations. */
const nodePackages = ["@types/node", "undici-types"];

export async function copyDeclarations() {
  const from = path.join(packages, "typescript/lib");
  await mkdir(path.join(built, "lib"), { recursive: true });
  for (const name of (await readdir(from)).filter(isLanguageLibrary))
    await cp(path.join(from, name), path.join(built, "lib", name));
  for (const name of nodePackages)
    await cp(path.join(packages, name), path.join(built, "node_modules", name), {
      recursive: true,
      dereference: true,
    });
}

export async function describePlugin() {
  const description = {
    name: path.basename(pluginFolder),
    version: "1.0.0",
    main: "index.js",
    license: "MIT",
  };
  await mkdir(path.join(root, pluginFolder), { recursive: true });
  await writeFile(path.join(root, pluginFolder, "package.json"), `${JSON.stringify(description, null, 2)}\n`);
}

/** Emits the library's declarations; a type error is for `npm run check` to say, the declarations come nevertheless. */
export async function emitLibraryDeclarations() {
  const compiler = path.join(packages, "typescript/bin/tsc");
  const child = spawn(process.execPath, [compiler, "-b", "src/library"], { cwd: root, stdio: "ignore" });
  await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
}
