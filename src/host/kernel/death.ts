/** Says why a kernel died, in words for a user. */
import type { KernelVitals } from "../../protocol/index.js";
import { sizeText } from "../size-text.js";
import { outOfMemory } from "./out-of-memory.js";

export interface Death {
  /** Exit code and signal; both null for a kernel that an earlier window started. */
  code: number | null;
  signal: string | null;
  /** End of its stderr, possibly empty. */
  stderr: string;
  /** What it last wrote of itself. */
  vitals?: KernelVitals | undefined;
  /** How many processes the system has ended for want of memory, by its present count. */
  oomKills?: number | null;
  /** Last step of a training that ran, if one did. */
  step?: { step: number; maxSteps: number } | undefined;
}

/** What a signal usually means here; others are only named. */
const meanings: Record<string, string> = {
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

/** The memory that it needed at most, and whether that was too much. */
function memory(death: Death): string {
  const { vitals, oomKills = null } = death;
  // Nothing but SIGKILL comes of too little memory; an exit has another reason, which stderr tells.
  const mayBeKilled = death.signal === "SIGKILL" || (death.signal === null && death.code === null);
  const scarce = mayBeKilled ? outOfMemory(vitals, oomKills) : undefined;
  if (scarce) return ` ${scarce}.`;
  const sent =
    death.signal === "SIGKILL" ? " Memory was not short: another program or somebody may have ended it." : "";
  if (!vitals)
    return death.signal === "SIGKILL" ? " That is often the system's answer to too little memory." : "";
  const device = vitals.deviceMemory?.peak
    ? `, its tensors ${sizeText(vitals.deviceMemory.peak)} on ${vitals.device}`
    : "";
  return ` At most it held ${sizeText(vitals.peakResidentBytes)} of memory${device}.${sent}`;
}

/** What happened, when in the training, the end of stderr, and memory. */
export function explainDeath(death: Death): string {
  const when = death.step ? ` at step ${death.step.step} of ${death.step.maxSteps}` : "";
  const words = lastWords(death.stderr);
  return `The kernel died${when}: ${cause(death)}${words ? `; its last words were “${words}”` : ""}.${memory(death)} Its variables are lost.`;
}
