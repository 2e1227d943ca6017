/** What .vscode/ and the manifest name must exist: a launch configuration that rots is found here. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { outputKinds } from "../../../src/protocol/index.js";
import { mimeOf } from "../../../src/protocol/outputs.js";
import { inRepository } from "../../e2e/support/repository.js";

const read = (file: string) => JSON.parse(readFileSync(inRepository(file), "utf8"));

interface Task {
  label: string;
  command: string;
  dependsOn?: string;
}
interface Launch {
  name: string;
  type: string;
  program?: string;
  args?: string[];
  preLaunchTask?: string;
}

const manifest = read("package.json");
const tasks: Task[] = read(".vscode/tasks.json").tasks;
const launches: Launch[] = read(".vscode/launch.json").configurations;
const labels = tasks.map((task) => task.label);

describe(".vscode", () => {
  for (const { label, command, dependsOn } of tasks)
    it(`task “${label}” runs something that is there`, () => {
      const [program, ...args] = command.split(" ");
      if (program === "npm") {
        const script = args.find((word) => word !== "run" && !word.startsWith("-"));
        assert.ok(script === "test" || manifest.scripts[script!], `no npm script ${script}`);
      } else if (program === "node") assert.ok(existsSync(inRepository(args[0]!)), args[0]);
      else assert.equal(program, "cmake");
      if (dependsOn) assert.ok(labels.includes(dependsOn));
    });

  for (const launch of launches)
    it(`launch “${launch.name}” starts something that is there`, () => {
      if (launch.preLaunchTask) assert.ok(labels.includes(launch.preLaunchTask), launch.preLaunchTask);
      const paths = [launch.program ?? "", ...(launch.args ?? [])].flatMap((text) => {
        const found = /\$\{workspaceFolder\}\/([^$*]+)$/.exec(text);
        return found ? [found[1]!] : [];
      });
      for (const file of paths) {
        const source = file.replace(/^dist\/(.*)\.js$/, "$1.ts");
        assert.ok(file === ".cache" || existsSync(inRepository(source)), file);
      }
    });
});

describe("the manifest", () => {
  it("gives every output kind to the renderer", () => {
    const [renderer] = manifest.contributes.notebookRenderer;
    assert.deepEqual([...renderer.mimeTypes].sort(), outputKinds.map(mimeOf).sort());
  });

  it("has no files field: it would make vsce leave native modules out", () => {
    assert.equal(manifest.files, undefined);
  });

  it("names only commands in menus that it declares", () => {
    const declared = manifest.contributes.commands.map(({ command }: { command: string }) => command);
    const entries = Object.values(manifest.contributes.menus).flat() as { command: string }[];
    for (const { command } of entries) assert.ok(declared.includes(command), command);
  });

  it("has an icon of at least 128 × 128 pixels", () => {
    const png = readFileSync(inRepository(manifest.icon));
    assert.ok(png.readUInt32BE(16) >= 128 && png.readUInt32BE(20) >= 128);
  });
});
