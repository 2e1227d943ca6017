/** Processes that may not be our children, as a kernel of an earlier window. */

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but is another user's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Whether the process has ended, after waiting at most so many milliseconds for it. */
export async function hasEnded(pid: number, timeout: number): Promise<boolean> {
  for (const end = Date.now() + timeout; Date.now() < end; ) {
    if (!isAlive(pid)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return !isAlive(pid);
}

/** Ends a process by signals of growing force, each with two seconds to take effect. */
export async function endProcess(pid: number): Promise<void> {
  if (await hasEnded(pid, 2000)) return;
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    if (isAlive(pid)) process.kill(pid, signal);
    if (await hasEnded(pid, 2000)) return;
  }
}
