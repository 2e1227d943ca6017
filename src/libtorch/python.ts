/** The Python of this machine: it may have a LibTorch, or fetch one. Nothing of it runs when summnb computes. */
import { spawnSync } from "node:child_process";
import path from "node:path";

const patience = 5000;

/** What a program prints, or undefined when it is missing, fails, or does not answer in time. */
function answer(command: string, args: string[], env: NodeJS.ProcessEnv): string | undefined {
  const { status, stdout } = spawnSync(command, args, {
    env,
    encoding: "utf8",
    timeout: patience,
    windowsHide: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return status === 0 ? stdout.trim() : undefined;
}

/** The name of a Python 3 on the PATH. */
export function findPython(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return ["python3", "python"].find((name) => answer(name, ["--version"], env)?.startsWith("Python 3"));
}

/** The folder of an installed Python `torch`. It is asked for without importing it, which takes seconds. */
export function pythonTorchFolder(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const program = "import importlib.util as u; s = u.find_spec('torch'); print(s.origin if s else '')";
  const python = findPython(env);
  const origin = python && answer(python, ["-c", program], env);
  return origin ? path.dirname(origin) : undefined;
}
