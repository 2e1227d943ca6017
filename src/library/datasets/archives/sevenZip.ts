import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { SummnbError } from "../../errors.js";

/** What the thread is asked. */
export interface SevenZipJob {
  archive: string;
  target: string;
}

/** What it answers: nothing is wrong, or a sentence that says what. */
export interface SevenZipAnswer {
  problem?: string;
}

/**
 * Unpacks the data files of a 7z archive into a folder, in a thread of its own: 7-Zip unpacks in one go, and its
 * memory, at most 2 GB and as a rule the dictionary's size, is given back with the thread.
 */
export async function unpackSevenZip(archive: string, target: string): Promise<void> {
  const workerData: SevenZipJob = { archive, target };
  const worker = new Worker(new URL("./sevenZipWorker.js", import.meta.url), {
    workerData,
    stdout: true,
    stderr: true,
  });
  try {
    const ended = once(worker, "exit").then((): [SevenZipAnswer] => [{ problem: outOfMemory(archive) }]);
    const [{ problem }] = await Promise.race([once(worker, "message") as Promise<[SevenZipAnswer]>, ended]);
    if (problem !== undefined) throw new SummnbError(problem);
  } finally {
    await worker.terminate();
  }
}

export const outOfMemory = (archive: string): string =>
  `${archive} needs more memory than the 2 GB that 7-Zip has here: unpack it yourself and give the folder.`;
