import { spawnSync } from "node:child_process";

/** Says whether all modules can be imported, without importing them: torch alone takes seconds. */
const probe = "import importlib.util as u, sys; sys.exit(any(u.find_spec(m) is None for m in sys.argv[1:]))";

/**
 * A Python that has `modules`, for tests in which Hugging Face's own code reads or writes files: what
 * SUMMNB_TEST_PYTHON names, else python3; undefined without one.
 */
export function findPython(...modules: string[]): string | undefined {
  const candidates = [process.env.SUMMNB_TEST_PYTHON, "python3"].filter((name) => name !== undefined);
  return candidates.find(
    (name) => spawnSync(name, ["-c", probe, ...modules], { timeout: 60_000 }).status === 0,
  );
}

/** Added to the title of tests that are left out because `findPython` found none. */
export const withoutPython = (...modules: string[]): string =>
  ` (left out: no Python with ${modules.join(", ")} here; name one in SUMMNB_TEST_PYTHON)`;

/**
 * Runs a Python program and gives the JSON value that it prints last.
 * @throws Error with the end of its stderr
 */
export function runPython<T>(python: string, program: string, ...args: string[]): T {
  const { status, stdout, stderr } = spawnSync(python, ["-c", program, ...args], {
    encoding: "utf8",
    timeout: 300_000,
    maxBuffer: 2 ** 28,
    env: { ...process.env, HF_HUB_OFFLINE: "1", TOKENIZERS_PARALLELISM: "false", PYTHONUTF8: "1" },
  });
  if (status !== 0) throw new Error(`${python} ended with ${status}:\n${(stderr ?? "").slice(-4000)}`);
  return JSON.parse(stdout.trimEnd().split("\n").at(-1)!) as T;
}
