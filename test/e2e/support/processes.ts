/** Child processes of the tests: started as a group of their own, so that nothing of them is left. */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";

export interface GroupedProcess {
  child: ChildProcess;
  /** What it printed so far. */
  log(): string;
  /** Ends the whole group: SIGTERM, then SIGKILL after five seconds. */
  stop(): Promise<void>;
}

export function spawnGroup(command: string, args: string[], options: SpawnOptions = {}): GroupedProcess {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => {
      log += chunk.toString();
    });
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const signal = (name: NodeJS.Signals) => {
    try {
      if (child.pid) process.kill(-child.pid, name);
    } catch {
      // The group is gone already.
    }
  };
  const reaper = spawnReaper(child.pid);
  return {
    child,
    log: () => log,
    async stop() {
      signal("SIGTERM");
      const hard = setTimeout(() => signal("SIGKILL"), 5000);
      await exited;
      clearTimeout(hard);
      signal("SIGKILL");
      reaper?.kill();
    },
  };
}

/**
 * Ends the group when this process is gone, even by SIGKILL: a helper process that waits for the end of
 * its stdin, which only we hold open.
 */
function spawnReaper(group: number | undefined): ChildProcess | undefined {
  if (!group) return undefined;
  const script = `process.stdin.resume().on("end", () => { try { process.kill(-${group}, "SIGKILL") } catch {} })`;
  const reaper = spawn(process.execPath, ["-e", script], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  reaper.unref();
  return reaper;
}

/** Ends a process that is not our child (a detached kernel) and waits until it is gone. */
export async function endProcess(pid: number): Promise<void> {
  const alive = () => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };
  for (const name of ["SIGTERM", "SIGKILL"] as const) {
    if (!alive()) return;
    process.kill(pid, name);
    for (let waited = 0; waited < 3000 && alive(); waited += 50)
      await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
