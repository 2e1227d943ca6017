// Shows what set-up is doing and how far it is: one line a step, rewritten in place on a terminal,
// plain lines (a start, a sign of life every ten seconds, an end) everywhere else.
const terminal = Boolean(process.stderr.isTTY) && !process.env.CI;
const signOfLifeMs = 10_000;
const redrawMs = 200;

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/** An error for the user: its message is one plain sentence and is shown without a stack. */
export class SetupError extends Error {}

/**
 * Runs `work(report)` as one step. `report(text)` says how far it is ("43 %", "83 of 182 MB");
 * the elapsed time is added here.
 */
export async function step(title, work) {
  const start = Date.now();
  let progress = "";
  const line = () => [`  ${title}`, progress, seconds(start)].filter(Boolean).join("  ");
  const write = (text) => process.stderr.write(terminal ? `\r\x1b[2K${text}` : `${text}\n`);
  if (!terminal) write(`  ${title} ...`);
  const timer = setInterval(() => write(line()), terminal ? redrawMs : signOfLifeMs);
  try {
    const result = await work((text) => {
      progress = text;
    });
    clearInterval(timer);
    write(`✓ ${title} (${seconds(start)})${terminal ? "\n" : ""}`);
    return result;
  } catch (error) {
    clearInterval(timer);
    write(`✗ ${title} (${seconds(start)})${terminal ? "\n" : ""}`);
    throw error;
  }
}

/** Runs a script's main function: a SetupError becomes one sentence, anything else keeps its stack. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    process.stderr.write(error instanceof SetupError ? `${error.message}\n` : `${error?.stack ?? error}\n`);
    process.exitCode = 1;
  }
}
