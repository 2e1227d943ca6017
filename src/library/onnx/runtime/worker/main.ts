/** The thread of one ONNX model: opens it, then searches for one job after the other. `run()` blocks this thread alone. */
import { parentPort, workerData } from "node:worker_threads";
import { processorsOf } from "../../../generation/processors/index.js";
import { plainMath } from "../../../generation/scores/plain/index.js";
import { search } from "../../../generation/search.js";
import { Mt19937 } from "../../../random/index.js";
import type { FromWorker, OpenModel, SearchJob, ToWorker } from "../messages.js";
import { OnnxDecoding } from "./decoding.js";
import { explainRunning } from "./explain.js";
import { closeSessions, type OnnxSessions, openSessions } from "./sessions.js";

const port = parentPort!;
const open = workerData as OpenModel;
const post = (message: FromWorker) => port.postMessage(message);

/** Jobs that are asked for and not done; one that was aborted is taken out. */
const wanted = new Set<number>();
let last: Promise<void> = Promise.resolve();

async function run(sessions: OnnxSessions, id: number, job: SearchJob): Promise<void> {
  if (!wanted.has(id)) return;
  const { sources, settings } = job;
  const random = new Mt19937(0);
  if (job.random) random.setState(job.random);
  const math = plainMath(random);
  const running = search(() => OnnxDecoding.open(sessions, open.shape, sources, settings.padTokenId), {
    math,
    sources,
    settings,
    processors: processorsOf(math, settings),
  });
  try {
    for (;;) {
      const step = await running.next();
      if (!wanted.has(id)) return;
      if (step.done) {
        post({ type: "done", id, sequences: step.value, random: job.random && random.getState() });
        return;
      }
      post({ type: "step", id, ids: [...step.value] });
    }
  } catch (error) {
    post({ type: "failed", id, failure: { message: explainRunning(error).message } });
  } finally {
    wanted.delete(id);
    await running.return([]);
  }
}

try {
  const sessions = await openSessions(open);
  port.on("message", (message: ToWorker) => {
    if (message.type === "search") {
      wanted.add(message.id);
      last = last.then(() => run(sessions, message.id, message.job));
    } else if (message.type === "abort") wanted.delete(message.id);
    else {
      wanted.clear();
      last = last.then(() => closeSessions(sessions)).then(() => port.close());
    }
  });
  post({ type: "opened" });
} catch (error) {
  post({ type: "refused", failure: { message: explainRunning(error).message } });
}
