import { spawn, spawnSync } from "node:child_process";
import { resultMark } from "./result.js";

const wanted = "import torch, transformers, peft";

/** A Python that can import what is wanted: SUMMNB_BENCH_PYTHON, else python3; undefined without one. */
export function findPython(imports = wanted): string | undefined {
  const candidates = [process.env.SUMMNB_BENCH_PYTHON, "python3"].filter((name) => name !== undefined);
  return candidates.find((name) => spawnSync(name, ["-c", imports], { timeout: 120_000 }).status === 0);
}

/** Runs a measuring process to its end and reads its result; a failure has the end of its stderr. */
export function measureIn<T>(
  command: string,
  args: readonly string[],
  threads: number,
  variables: Record<string, string> = {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    const settings = { OMP_NUM_THREADS: String(threads), TOKENIZERS_PARALLELISM: "false", ...variables };
    const env = { ...process.env, ...settings };
    const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-2000);
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const line = stdout.split("\n").find((text) => text.startsWith(resultMark));
      if (code === 0 && line) resolve(JSON.parse(line.slice(resultMark.length)) as T);
      else reject(new Error(`${command} ${args.join(" ")} ended with ${signal ?? code}:\n${stderr}`));
    });
  });
}
