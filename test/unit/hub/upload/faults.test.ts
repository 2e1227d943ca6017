import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { InterruptedError } from "../../../../src/library/errors.js";
import { type PushOptions, pushToHub } from "../../../../src/library/hub/upload/index.js";
import { clearInterrupt, requestInterrupt } from "../../../../src/library/interrupt.js";
import type { CommitHandlerOptions } from "../../../hub/commit.js";
import type { Fault } from "../../../hub/faults.js";
import type { HubServer } from "../../../hub/server.js";
import { modelContent, startHub, writeFolder, writeToken } from "./modelFolder.js";

describe("Uploading to a Hub that misbehaves", () => {
  let hub: HubServer;
  let folder: string;
  before(() => {
    folder = writeFolder(modelContent);
  });
  after(() => rmSync(folder, { recursive: true }));
  afterEach(() => hub.close());

  const repo = "me/model";
  const start = async (options: CommitHandlerOptions = {}, ...faults: Fault[]) => {
    hub = await startHub(options);
    for (const fault of faults) hub.faults.add(fault);
  };
  const retries: string[] = [];
  const push = (options: PushOptions = {}) => {
    retries.length = 0;
    return pushToHub(folder, repo, {
      endpoint: hub.url,
      token: writeToken,
      attempts: 3,
      retryDelay: 1,
      onRetry: (reason) => retries.push(reason),
      ...options,
    });
  };
  const names = () => {
    const found = hub.repo("model", repo);
    return found ? [...found.commits.get(found.branches.get("main")!)!.keys()] : [];
  };
  const isWhole = () => Object.keys(modelContent).every((name) => names().includes(name));
  const requestsTo = (part: RegExp) =>
    hub.requests.filter(({ method, url }) => part.test(`${method} ${url}`)).length;

  const storage = { on: "storage", method: "PUT" } as const;
  const passing: [what: string, fault: Fault, retried: RegExp][] = [
    [
      "asks to slow down when the repository is made",
      { path: "/api/repos/create", status: 429 },
      /^status 429$/,
    ],
    ["fails while it makes the repository", { path: "/api/repos/create", status: 500 }, /^status 500$/],
    ["fails before the upload", { path: "/preupload/", status: 503 }, /^status 503$/],
    [
      "cuts the connection of the batch",
      { path: "/objects/batch", refuse: true },
      /ECONNRESET|other side closed|socket/,
    ],
    ["fails in its storage", { ...storage, status: 500 }, /^status 500$/],
    [
      "cuts the connection of a large file",
      { ...storage, refuse: true },
      /ECONNRESET|EPIPE|other side closed|socket/,
    ],
    ["asks to slow down at the commit", { path: "/commit/", status: 429 }, /^status 429$/],
    ["fails at the commit without doing it", { path: "/commit/", status: 502 }, /^status 502$/],
    [
      "cuts the connection before it commits",
      { path: "/commit/", refuse: true },
      /ECONNRESET|other side closed|socket/,
    ],
    ["fails when it is asked what it holds", { path: "/paths-info/", status: 504 }, /^status 504$/],
  ];
  for (const [what, fault, retried] of passing)
    it(`goes on when it ${what}, once`, async () => {
      await start({}, fault);
      const result = await push();
      assert.ok(isWhole());
      assert.equal(result.commit, hub.repo("model", repo)!.branches.get("main"));
      assert.equal(retries.length, 1);
      assert.match(retries[0]!, retried);
      assert.equal(hub.repo("model", repo)!.commits.size, 2, "one commit beside the first");
    });

  it("waits as long as the Hub asks for", async () => {
    await start({}, { path: "/preupload/", status: 429, headers: { "Retry-After": "0.3" } });
    const waits: number[] = [];
    await push({ onRetry: (_, milliseconds) => waits.push(milliseconds) });
    assert.equal(waits.length, 1);
    assert.ok(waits[0]! >= 300, String(waits[0]));
  });

  it("waits longer each time", async () => {
    await start({}, { path: "/preupload/", status: 500, times: 2 });
    const waits: number[] = [];
    await push({ retryDelay: 20, onRetry: (_, milliseconds) => waits.push(milliseconds) });
    assert.ok(waits[0]! >= 20 && waits[0]! <= 25, String(waits));
    assert.ok(waits[1]! >= 40 && waits[1]! <= 50, String(waits));
  });

  const lasting: [what: string, fault: Fault, tries: [RegExp, number], message: RegExp][] = [
    [
      "asks to slow down again and again",
      { path: "/preupload/", status: 429, times: 9 },
      [/preupload/, 3],
      /asked for fewer requests \(429\) and went on asking after several tries\. Nothing of this upload is in/,
    ],
    [
      "fails again and again",
      { ...storage, status: 500, times: 99 },
      [/PUT .*uploads/, 6],
      /^The Hub at http\S+ failed \(500\) and went on failing after several tries\. Nothing of this upload is in/,
    ],
    [
      "cuts every connection",
      { refuse: true, times: 99 },
      [/./, 3],
      /^The connection to http\S+ failed \(\S.*\) and went on failing .*is the machine online, and HF_ENDPOINT right\?\.?$/,
    ],
    [
      "fails at every commit",
      { path: "/commit/", status: 500, times: 9 },
      [/commit/, 3],
      /failed \(500\) and went on failing/,
    ],
    [
      "no longer knows the token",
      { path: "/preupload/", status: 401 },
      [/preupload/, 1],
      /\(401\): it is mistyped, expired or revoked/,
    ],
    [
      "forbids the commit",
      { path: "/commit/", status: 403 },
      [/commit/, 1],
      /may not write to me\/model \(403\): take a token .*: Fault 403\.$/,
    ],
    [
      "finds the files too large",
      { path: "/commit/", status: 413 },
      [/commit/, 1],
      /as too large \(413\): save the model with a smaller maxShardSize/,
    ],
    [
      "answers a proxy's page",
      { path: "/commit/", status: 400, body: "<html>Bad gateway</html>" },
      [/commit/, 1],
      /^The Hub refused the upload to me\/model as wrong\.$/,
    ],
  ];
  for (const [what, fault, [part, tries], message] of lasting)
    it(`gives up when it ${what}, in a sentence and with nothing committed`, async () => {
      await start({}, fault);
      await assert.rejects(push(), (error: Error) => {
        assert.equal(error.name, "SummnbError");
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /\n|hf_w/);
        return true;
      });
      assert.equal(requestsTo(part), tries);
      assert.ok(!names().some((name) => name in modelContent));
    });

  it("refuses a body that is too large in the Hub's own words", async () => {
    await start({ commitLimit: 100 });
    await assert.rejects(push(), /as too large \(413\).*: Payload too large\.$/);
  });

  it("finds the commit whose answer was lost, and does not make it twice", async () => {
    await start({}, { path: "/commit/", cutAfter: 0, times: 9 });
    const result = await push();
    assert.ok(isWhole());
    assert.equal(hub.repo("model", repo)!.commits.size, 2);
    assert.equal(result.commit, hub.repo("model", repo)!.branches.get("main"));
  });

  it("finds the commit whose answer was torn", async () => {
    await start({}, { path: "/commit/", truncate: 10 });
    const result = await push();
    assert.equal(result.commit, hub.repo("model", repo)!.branches.get("main"));
  });

  it("does not open a second pull request when the answer to the first was lost", async () => {
    await start();
    await push();
    rmSync(folder, { recursive: true });
    writeFolder({ ...modelContent, "config.json": '{"model_type":"bart"}' }, folder);
    hub.faults.add({ path: "create_pr", method: "POST", after: 1, cutAfter: 0 });
    await assert.rejects(
      push({ createPr: true }),
      /connection broke while the pull request to me\/model was made .*look whether it is there before you push again/,
    );
    assert.equal(
      [...hub.repo("model", repo)!.branches.keys()].filter((name) => name.startsWith("refs/pr")).length,
      1,
    );
    writeFolder(modelContent, folder);
  });

  it("does not count as done what the Hub says it has and has not", async () => {
    await start({ loses: /safetensors/ });
    await assert.rejects(
      push(),
      /^SummnbError: The commit [0-9a-f]{12} to main of me\/model does not hold model\.safetensors as here .*push again\.$/,
    );
  });

  it("does not count as done a large file that arrived wrong, and mends it the next time", async () => {
    await start({}, { ...storage, path: /uploads/, corrupt: true });
    await assert.rejects(
      push(),
      /refused the upload to me\/model as wrong: LFS pointer pointed to a file that does not exist/,
    );
    assert.ok(!names().includes("config.json"));
    await push();
    assert.ok(isWhole());
  });

  it("does not count as done a part that arrived cut", async () => {
    await start({ multipartFrom: 4096 }, { ...storage, path: /partNumber=2/, truncate: 100 });
    await assert.rejects(push(), /LFS pointer pointed to a file that does not exist: model\.safetensors\.$/);
    assert.ok(!names().includes("config.json"));
    await push();
    const stored = hub.repo("model", repo)!;
    const content = stored.commits.get(stored.branches.get("main")!)!.get("model.safetensors")!.content;
    assert.ok(content.equals(modelContent["model.safetensors"] as Buffer));
  });

  it("says when someone else commits in between, and leaves that as it is", async () => {
    await start();
    await push();
    rmSync(folder, { recursive: true });
    writeFolder({ ...modelContent, "config.json": '{"model_type":"bart"}' }, folder);
    let done = false;
    const pushing = push({
      onProgress: ({ phase }) => {
        if (phase !== "preparing" || done) return;
        done = true;
        hub.addRepo({ type: "model", id: repo, files: { "theirs.txt": "x" } });
      },
    });
    await assert.rejects(
      pushing,
      /Someone else has committed to main of me\/model during the upload \(412\)/,
    );
    assert.deepEqual(names(), ["theirs.txt"]);
    writeFolder(modelContent, folder);
  });

  it("uses a repository that the token may write to but not make", async () => {
    await start({}, { path: "/api/repos/create", status: 403 });
    hub.addRepo({ type: "model", id: repo, private: true, files: { "README.md": "# Mine\n" } });
    await push();
    assert.ok(isWhole());
  });

  it("ends when the user interrupts, in the midst of an upload", async () => {
    await start({}, { ...storage, hang: true, times: 9 });
    const pushing = push();
    setTimeout(requestInterrupt, 200);
    try {
      await assert.rejects(pushing, InterruptedError);
    } finally {
      clearInterrupt();
    }
    assert.ok(!names().includes("config.json"));
  });
});
