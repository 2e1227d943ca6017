/** Runs a suite inside VS Code's real extension host, and reports each of its tests to the mocha outside. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import Mocha from "mocha";
import { launchBrowser, openWorkbench } from "../../e2e/support/browser.js";
import { inRepository } from "../../e2e/support/repository.js";
import { type ServerOptions, startVscodeServer } from "../../e2e/support/vscode-server.js";
import type { InnerResult } from "./run.js";

const limit = 400_000;

export interface HostSuite {
  /** Folder beside this file with the suite's `*.spec.ts`. */
  suite: string;
  /** Puts files into the workspace before VS Code opens it. */
  prepare?(workspace: string): void;
  server?: Omit<ServerOptions, "env">;
}

interface Outcome {
  /** What the extension host's test run ended with; 0 when all passed. */
  code: number | "timeout";
  results: InnerResult[];
  consoleLines: string[];
}

async function runInExtensionHost(folder: string, options: HostSuite): Promise<Outcome> {
  const file = path.join(folder, "results.jsonl");
  const workspace = path.join(folder, "workspace");
  mkdirSync(workspace);
  options.prepare?.(workspace);
  const server = await startVscodeServer({
    ...options.server,
    env: {
      SUMMNB_HOST_RESULTS: file,
      SUMMNB_HOST_SUITE: options.suite,
      SUMMNB_HOST_GREP: process.env.SUMMNB_HOST_GREP ?? "",
    },
  });
  const { browser, page } = await launchBrowser();
  const consoleLines: string[] = [];
  try {
    const exit = new Promise<number>((resolve) => void page.exposeFunction("codeAutomationExit", resolve));
    await page.exposeFunction("codeAutomationLog", (_type: string, args: unknown[]) => {
      consoleLines.push(args.map(String).join(" "));
    });
    await openWorkbench(page, server, {
      folder: workspace,
      extensionDevelopmentPath: inRepository(),
      extensionTestsPath: inRepository("dist/test/integration/host/run.js"),
    });
    const timeout = new Promise<"timeout">((resolve) => setTimeout(resolve, limit, "timeout").unref());
    const code = await Promise.race([exit, timeout]);
    const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
    const results = lines.filter(Boolean).map((line) => JSON.parse(line) as InnerResult);
    return { code, results, consoleLines };
  } finally {
    await browser.close();
    await server.stop();
  }
}

export function describeHostSuite(title: string, options: HostSuite): void {
  describe(title, function () {
    this.timeout(limit + 60_000);
    let outcome: Outcome;

    before(async function () {
      const folder = mkdtempSync(path.join(os.tmpdir(), "summnb-host-"));
      try {
        outcome = await runInExtensionHost(folder, options);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
      // Mocha takes a suite's tests when its before hooks are done, so these are reported as tests of their own.
      for (const { suite, title, milliseconds, error } of outcome.results) {
        const test = new Mocha.Test(`${suite}: ${title} (${milliseconds} ms)`, () => {
          if (error) throw Object.assign(new Error(error.split("\n")[0]), { stack: error });
        });
        this.test?.parent?.addTest(test);
      }
    });

    it("the suite runs to its end", () => {
      assert.ok(outcome.results.length > 0, `no test ran:\n${outcome.consoleLines.slice(-40).join("\n")}`);
      assert.notEqual(outcome.code, "timeout", `not done within ${limit / 1000} s`);
      const failed = outcome.results.some((result) => result.error !== undefined);
      assert.equal(outcome.code === 0, !failed, `exit code ${outcome.code}`);
    });
  });
}
