/** Says why a kernel died, in words for a user. */
import type { KernelVitals } from "../../protocol/index.js";
import { l10n } from "../l10n.js";
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
  SIGSEGV: l10n.t("a fault in native code"),
  SIGABRT: l10n.t("native code gave up"),
  SIGBUS: l10n.t("a file that it had mapped into memory was cut short, or a disk is full"),
  SIGILL: l10n.t("this processor lacks an instruction that the native code uses"),
};

function cause({ code, signal }: Death): string {
  const meaning = signal && meanings[signal];
  if (signal)
    return meaning
      ? l10n.t("it was ended by {0} ({1})", signal, meaning)
      : l10n.t("it was ended by {0}", signal);
  if (code !== null) return l10n.t("it ended with exit code {0}", code);
  return l10n.t("its process is gone");
}

/** The last line of stderr that says something: an error's message rather than the stack under it. */
function lastWords(stderr: string): string | undefined {
  const lines = stderr.split("\n").map((line) => line.trim());
  return lines.findLast((line) => line !== "" && !/^(at |Node\.js v|\^)/.test(line));
}

/** The memory that it needed at most, and whether that was too much, in sentences. */
function memory(death: Death): string[] {
  const { vitals, oomKills = null } = death;
  const isKill = death.signal === "SIGKILL";
  // Nothing but SIGKILL comes of too little memory; an exit has another reason, which stderr tells.
  const mayBeKilled = isKill || (death.signal === null && death.code === null);
  const scarce = mayBeKilled ? outOfMemory(vitals, oomKills) : undefined;
  if (scarce) return [`${scarce}.`];
  if (!vitals) return isKill ? [l10n.t("That is often the system's answer to too little memory.")] : [];
  const held = sizeText(vitals.peakResidentBytes);
  const most =
    vitals.deviceMemory?.peak && vitals.device !== null
      ? l10n.t(
          "At most it held {0} of memory, its tensors {1} on {2}.",
          held,
          sizeText(vitals.deviceMemory.peak),
          vitals.device,
        )
      : l10n.t("At most it held {0} of memory.", held);
  return isKill
    ? [most, l10n.t("Memory was not short: another program or somebody may have ended it.")]
    : [most];
}

/** What happened, when in the training, the end of stderr, and memory. */
export function explainDeath(death: Death): string {
  const words = lastWords(death.stderr);
  const why = words ? l10n.t("{0}; its last words were “{1}”", cause(death), words) : cause(death);
  const what = death.step
    ? l10n.t("The kernel died at step {0} of {1}: {2}.", death.step.step, death.step.maxSteps, why)
    : l10n.t("The kernel died: {0}.", why);
  return [what, ...memory(death), l10n.t("Its variables are lost.")].join(" ");
}
