// The tests' tiers, from quick to slow, and how one is run: each is one mocha process, so that a
// crash of native code in one leaves the others standing.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { filesBelow } from "./fingerprint.mjs";
import { cache, root } from "./paths.mjs";

const minutes = 60_000;

/**
 * Name to a test's default time limit, the limit of the whole tier, and the VS Code that it runs in, given the one that
 * was asked for. A tier has the files of its folder, or those that it lists.
 */
export const mochaTiers = {
  unit: { testMs: 20_000, tierMs: 15 * minutes },
  golden: { testMs: 60_000, tierMs: 15 * minutes },
  integration: { testMs: 120_000, tierMs: 20 * minutes, vscode: (asked) => asked },
  e2e: { testMs: 300_000, tierMs: 20 * minutes, vscode: (asked) => asked },
  // What would show first that the newest VS Code differs from the oldest that is supported, where all of them run.
  newest: {
    testMs: 300_000,
    tierMs: 15 * minutes,
    vscode: () => "newest",
    files: ["integration/host.test.js", "e2e/workbench/vsix.test.js", "e2e/workbench/kernel.test.js"],
  },
};

/** What is checked without running: types, import rules, style. */
const checks = {
  "types and import rules (tsc -b)": ["node_modules/typescript/bin/tsc", "-b", "--pretty"],
  "style (biome check)": ["node_modules/@biomejs/biome/bin/biome", "check", "."],
  "texts for translators (l10n)": ["scripts/l10n.mjs", "--check"],
};

const failure = (name, reason) => ({
  passed: 0,
  failed: 1,
  skipped: 0,
  failedTitles: [`${name}: ${reason}`],
});

/** How much of the end of what a process writes to its standard error is kept. */
const lastWordsLength = 600;

/** Runs node with its output passed on; after `limitMs` the whole process group is ended. */
function node(args, { limitMs, env = {} }) {
  return new Promise((resolve) => {
    const grouped = process.platform !== "win32";
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ["ignore", "inherit", "pipe"],
      detached: grouped,
      env: { ...process.env, ...env },
    });
    const kill = (signal) => {
      try {
        process.kill(grouped ? -child.pid : child.pid, signal);
      } catch {
        // Gone already.
      }
    };
    let lastWords = "";
    child.stderr.on("data", (chunk) => {
      process.stderr.write(chunk);
      lastWords = `${lastWords}${chunk}`.slice(-lastWordsLength);
    });
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      kill("SIGKILL");
    }, limitMs);
    const interrupted = () => {
      kill("SIGTERM");
      process.exit(130);
    };
    process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
      resolve({ code, signal, timedOut, lastWords: lastWords.trim() });
    });
  });
}

/** The checks as a tier of their own. */
export async function runChecks() {
  const total = { passed: 0, failed: 0, skipped: 0, failedTitles: [] };
  for (const [name, args] of Object.entries(checks)) {
    const { code } = await node(args, { limitMs: 10 * minutes });
    process.stdout.write(`  ${code === 0 ? "✓" : "✗"} ${name}\n`);
    total[code === 0 ? "passed" : "failed"]++;
    if (code !== 0) total.failedTitles.push(name);
  }
  return total;
}

/** Runs a tier's test files in one mocha process; `extra` are further mocha arguments. */
export async function runMochaTier(name, extra) {
  const { testMs, tierMs, files: listed, vscode } = mochaTiers[name];
  const files =
    listed?.map((file) => `dist/test/${file}`) ??
    filesBelow(`dist/test/${name}`).filter((file) => file.endsWith(".test.js"));
  if (files.length === 0) return failure(name, "there are no test files");
  const counts = path.join(cache, `counts-${name}.json`);
  mkdirSync(cache, { recursive: true });
  rmSync(counts, { force: true });
  const mocha = ["node_modules/mocha/bin/mocha.js", "--no-config", "--timeout", String(testMs), "--exit"];
  // CI logs are read as text.
  if (!process.stdout.isTTY) mocha.push("--no-color");
  const args = [
    "--enable-source-maps",
    ...mocha,
    "--reporter",
    "scripts/lib/count-reporter.mjs",
    ...extra,
    ...files,
  ];
  const env = { SUMMNB_TEST_COUNTS: counts };
  if (vscode) env.SUMMNB_VSCODE = vscode(process.env.SUMMNB_VSCODE);
  const { code, signal, timedOut, lastWords } = await node(args, { limitMs: tierMs, env });
  const result = existsSync(counts) ? JSON.parse(readFileSync(counts, "utf8")) : undefined;
  const at = result?.running ? ` in "${result.running}"` : "";
  if (timedOut) return failure(name, `not done within ${tierMs / minutes} minutes, it stopped${at}`);
  if (!result || result.running) {
    const words = lastWords ? `; its last words:\n${lastWords}` : "";
    return failure(
      name,
      `its process ended with ${signal ?? `exit code ${code}`}${at} before the tests did${words}`,
    );
  }
  // mocha's exit code is the number of failures; any other one means that a process died after its end.
  if (code !== 0 && result.failed === 0)
    return failure(name, `all tests passed, yet it ended with ${signal ?? code}`);
  return result;
}
