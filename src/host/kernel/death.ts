/** Says why a kernel died, in words for a user. */

export interface Death {
  /** Exit code and signal; both null for a kernel that an earlier window started. */
  code: number | null;
  signal: string | null;
  /** End of its stderr, possibly empty. */
  stderr: string;
  /** Last step of a training that ran, if one did. */
  step?: { step: number; maxSteps: number };
}

/** What a signal usually means here; others are only named. */
const meanings: Record<string, string> = {
  SIGKILL: "often the system's answer to too little memory",
  SIGSEGV: "a fault in native code",
  SIGABRT: "native code gave up",
  SIGBUS: "a file that it had mapped into memory was cut short, or a disk is full",
  SIGILL: "this processor lacks an instruction that the native code uses",
};

function cause({ code, signal }: Death): string {
  if (signal) return `it was ended by ${signal}${meanings[signal] ? ` (${meanings[signal]})` : ""}`;
  if (code !== null) return `it ended with exit code ${code}`;
  return "its process is gone";
}

/** The last line of stderr that says something: an error's message rather than the stack under it. */
function lastWords(stderr: string): string | undefined {
  const lines = stderr.split("\n").map((line) => line.trim());
  return lines.findLast((line) => line !== "" && !/^(at |Node\.js v|\^)/.test(line));
}

/** One sentence: what happened, when in the training, and the end of stderr. */
export function explainDeath(death: Death): string {
  const when = death.step ? ` at step ${death.step.step} of ${death.step.maxSteps}` : "";
  const words = lastWords(death.stderr);
  return `The kernel died${when}: ${cause(death)}${words ? `; its last words were “${words}”` : ""}. Its variables are lost.`;
}
