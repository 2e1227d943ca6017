import assert from "node:assert/strict";
import { Newest } from "../../../../src/host/train-lora/newest.js";

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Answers that come when the test says so. */
function bench(options: { settle?: number; patience?: number } = {}) {
  const asked: number[] = [];
  const answers: number[] = [];
  const errors: string[] = [];
  let cancelled = 0;
  let settleLast: { resolve(): void; reject(error: Error): void } | undefined;
  const newest = new Newest<number, number>({
    settle: options.settle ?? 5,
    patience: options.patience ?? 10_000,
    ask: (question) => {
      asked.push(question);
      return new Promise((resolve, reject) => {
        settleLast = { resolve: () => resolve(question * 10), reject };
      });
    },
    cancel: () => {
      cancelled++;
      settleLast?.reject(new Error("cancelled"));
    },
    onAnswer: (answer) => answers.push(answer),
    onError: ({ message }) => errors.push(message),
  });
  return {
    newest,
    asked,
    answers,
    errors,
    cancelled: () => cancelled,
    answer: () => settleLast?.resolve(),
    fail: () => settleLast?.reject(new Error("no")),
  };
}

describe("questions of which the newest counts", () => {
  it("are asked once they rest", async () => {
    const { newest, asked, answers, answer } = bench({ settle: 20 });
    for (const question of [1, 2, 3]) newest.ask(question);
    await pause(60);
    assert.deepEqual(asked, [3]);
    answer();
    await pause(5);
    assert.deepEqual(answers, [30]);
  });

  it("wait while one is answered, whose answer nobody hears any more", async () => {
    const { newest, asked, answers, answer } = bench();
    newest.ask(1);
    await pause(25);
    newest.ask(2);
    newest.ask(3);
    await pause(25);
    assert.deepEqual(asked, [1]);
    answer();
    await pause(25);
    assert.deepEqual(asked, [1, 3]);
    answer();
    await pause(5);
    assert.deepEqual(answers, [30]);
  });

  it("give up one that takes too long while another waits", async () => {
    const { newest, asked, errors, cancelled } = bench({ patience: 20 });
    newest.ask(1);
    await pause(40);
    assert.equal(cancelled(), 0);
    newest.ask(2);
    await pause(80);
    assert.equal(cancelled(), 1);
    assert.deepEqual([asked, errors], [[1, 2], []]);
  });

  it("tell the newest one's failure, and nothing after the end", async () => {
    const { newest, errors, answers, answer, fail } = bench();
    newest.ask(1);
    await pause(25);
    fail();
    await pause(5);
    assert.deepEqual(errors, ["no"]);
    newest.ask(2);
    await pause(25);
    newest.dispose();
    answer();
    await pause(5);
    assert.deepEqual(answers, []);
  });
});
