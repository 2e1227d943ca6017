import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { repositoryRoot } from "../../golden/goldenData.js";
import { exportedStarter } from "../onnx/runtime/fixtures.js";

type Reply = Record<string, unknown>;

/** A process of `summnb serve-summaries`, and its replies as they come. */
class Served {
  readonly replies: Reply[] = [];
  #wake = () => {};

  constructor(readonly child: ChildProcessWithoutNullStreams) {
    createInterface({ input: child.stdout }).on("line", (line) => {
      this.replies.push(JSON.parse(line));
      this.#wake();
    });
  }

  send(...requests: unknown[]): void {
    for (const request of requests) this.child.stdin.write(`${JSON.stringify(request)}\n`);
  }

  async until(wanted: (reply: Reply) => boolean): Promise<Reply> {
    for (;;) {
      const found = this.replies.find(wanted);
      if (found) return found;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  of(id: unknown): Reply[] {
    return this.replies.filter((reply) => reply.id === id);
  }

  /** Waits for its end; gives its exit code. */
  async end(): Promise<number | null> {
    this.child.stdin.end();
    if (this.child.exitCode !== null) return this.child.exitCode;
    const [code] = await once(this.child, "exit");
    return code;
  }
}

function serve(model: string): Served {
  const main = path.join(repositoryRoot, "dist/src/cli/main.js");
  const args = [main, "serve-summaries", "--stdio", "--threads", "1", model];
  // As in the editor, where no LibTorch may be: what is exported must do without.
  return new Served(
    spawn(process.execPath, args, { env: { ...process.env, SUMMNB_ADDON: "/nowhere/a.node" } }),
  );
}

const text = "Ann: Will you come to the party tonight?\nBen: I can't, I am ill.";

describe("summnb serve-summaries --stdio", () => {
  let model: string;
  let served: Served;
  before(async () => {
    model = await exportedStarter();
    served = serve(model);
    await served.until(({ ready }) => ready === true);
  });
  after(() => served.child.kill());

  it("says first that it is ready, and with what", () => {
    assert.deepEqual(served.replies[0], { ready: true, model, backend: "onnx" });
  });

  it("streams a summary in deltas, and gives the whole at the end", async () => {
    served.send({ id: 1, text, options: { maxNewTokens: 12 } });
    const done = await served.until(({ id, done }) => id === 1 && done === true);
    const deltas = served.of(1).slice(0, -1);
    assert.ok(deltas.length > 1);
    assert.equal(deltas.map(({ delta }) => delta).join(""), done.summary);
    assert.equal(served.of(1).at(-1), done);
  });

  it("cancels a request that runs and one that waits, and serves the next", async () => {
    const endless = { minNewTokens: 500, maxNewTokens: 500 };
    served.send({ id: "a", text, options: endless }, { id: "b", text, options: endless });
    await served.until(({ id, delta }) => id === "a" && delta !== undefined);
    served.send({ cancel: "b" }, { cancel: "a" }, { id: "c", text, options: { maxNewTokens: 4 } });
    const cancelled = { error: "Cancelled.", cancelled: true };
    assert.deepEqual(await served.until(({ id, error }) => id === "a" && !!error), { id: "a", ...cancelled });
    assert.deepEqual(await served.until(({ id, error }) => id === "b" && !!error), { id: "b", ...cancelled });
    assert.equal(served.of("b").length, 1, "nothing was generated for it");
    await served.until(({ id, done }) => id === "c" && done === true);
  });

  it("answers what is wrong in a sentence, and lives on", async () => {
    served.child.stdin.write("no json\n");
    await served.until(({ error }) => error === "The line is no valid JSON.");
    served.send({ text }, { id: 5 }, { id: 6, text: "" }, { id: 7, text, options: { maxNewToken: 4 } });
    await served.until(({ error }) => error === 'A request needs an "id", a number or a text.');
    await served.until(({ error }) => error === 'Request 5 needs a "text".');
    assert.match(String((await served.until(({ id }) => id === 6)).error), /is empty/);
    assert.match(String((await served.until(({ id }) => id === 7)).error), /did you mean maxNewTokens/);
    served.send({ id: 8, text, options: { maxNewTokens: 2 } });
    await served.until(({ id, done }) => id === 8 && done === true);
  });

  it("answers what it was asked and ends when its input ends", async () => {
    served.send({ id: 9, text, options: { maxNewTokens: 6 } });
    assert.equal(await served.end(), 0);
    assert.ok(served.of(9).at(-1)?.done);
  });

  it("says why a model can't be opened, on both streams, and ends with 1", async () => {
    const other = serve("/nowhere/model");
    let errors = "";
    other.child.stderr.on("data", (data) => {
      errors += data;
    });
    const { error } = await other.until(({ error }) => !!error);
    assert.match(String(error), /There is no model at \/nowhere\/model/);
    assert.equal(await other.end(), 1);
    assert.match(errors, /There is no model/);
  });
});
