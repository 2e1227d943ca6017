/** A cell's code, changed so that its training goes on from the last checkpoint. */

/** A call that is awaited or looped over: `model.train()`, which only sets a mode, is neither. */
const training = /((?:await|of)\s+[\w$.]+\.(?:train|events)\()\s*(\)|\{)/;

/**
 * The code with `resumeFromCheckpoint: true`, by which the trainer takes the newest checkpoint that is whole; undefined
 * when no call of a trainer is found.
 */
export function resumeCode(source: string): string | undefined {
  if (/\bresumeFromCheckpoint\b/.test(source)) return source;
  if (!training.test(source)) return undefined;
  return source.replace(training, (_, call: string, rest: string) =>
    rest === ")" ? `${call}{ resumeFromCheckpoint: true })` : `${call}{ resumeFromCheckpoint: true,`,
  );
}
