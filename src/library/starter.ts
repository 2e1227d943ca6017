/** What comes with summnb to try things on, without a download. */
import { fileURLToPath } from "node:url";

const examples = new URL("../../../examples/", import.meta.url);
const folder = (name: string) => fileURLToPath(new URL(name, examples));

export const starter = {
  /** Folder of a T5 with 5.6 million parameters that has never seen a summary; see its README. */
  model: folder("starter"),
  /** Folder of 22,065 package descriptions (`document`) with one-line synopses (`summary`) in three splits. */
  data: folder("debian-synopses"),
} as const;
