/**
 * What VS Code's extension host loads as its tests: runs mocha in there and leaves the results in the
 * file named by SUMMNB_HOST_RESULTS, one JSON object a line, for the runner outside to report.
 */
import { appendFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import Mocha from "mocha";

/** One test that ran in the extension host. */
export interface InnerResult {
  suite: string;
  title: string;
  milliseconds: number;
  /** Stack of the failure; absent when it passed. */
  error?: string;
}

const here = path.dirname(fileURLToPath(import.meta.url));

export async function run(): Promise<void> {
  const results = process.env.SUMMNB_HOST_RESULTS;
  const suite = path.join(here, process.env.SUMMNB_HOST_SUITE ?? "suite");
  if (!results) throw new Error("SUMMNB_HOST_RESULTS must name a file.");
  const report = (result: InnerResult) => appendFileSync(results, `${JSON.stringify(result)}\n`);
  const mocha = new Mocha({ ui: "bdd", color: false, timeout: 60_000 });
  if (process.env.SUMMNB_HOST_GREP) mocha.grep(process.env.SUMMNB_HOST_GREP);
  for (const file of readdirSync(suite).sort())
    if (file.endsWith(".spec.js")) mocha.addFile(path.join(suite, file));
  await mocha.loadFilesAsync();

  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    const describeTest = (test: Mocha.Runnable) => ({
      suite: test.parent?.fullTitle() ?? "",
      title: test.title,
      milliseconds: test.duration ?? 0,
    });
    runner.on("pass", (test) => report(describeTest(test)));
    runner.on("fail", (test, error: Error) =>
      report({ ...describeTest(test), error: error.stack ?? String(error) }),
    );
  });
  if (failures) throw new Error(`${failures} of the tests in the extension host failed.`);
}
