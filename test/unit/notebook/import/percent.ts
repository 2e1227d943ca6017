import { readFileSync } from "node:fs";
import path from "node:path";
import { repositoryRoot } from "../../../golden/goldenData.js";

/** A Python notebook of this project's own, as a script whose cells begin with `# %%`. */
export const fixture = (name: string): string =>
  readFileSync(path.join(repositoryRoot, "test/unit/notebook/import/fixtures", `${name}.py`), "utf8");

/** nbformat 4.4 of such a script: markdown is commented out below `# %% [markdown]`. */
export function percentToIpynb(script: string): string {
  const parts = script.split(/^# %%/m).slice(1);
  const cells = parts.map((part) => {
    const at = part.indexOf("\n");
    const source = part.slice(at + 1).replace(/\n$/, "");
    if (part.slice(0, at).includes("[markdown]"))
      return { cell_type: "markdown", metadata: {}, source: source.replace(/^# ?/gm, "") };
    return { cell_type: "code", execution_count: null, metadata: {}, outputs: [], source };
  });
  return JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 4 });
}
