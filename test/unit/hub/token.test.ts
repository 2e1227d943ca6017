import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { hubFile, type RepoId } from "../../../src/library/hub/index.js";
import { withHub } from "./support.js";

const repo: RepoId = { type: "model", id: "org/secret" };
const token = "hf_aVerySecretTokenThatNobodyMaySee";

describe("hub: the access token", () => {
  const at = withHub({ tokens: { [token]: { name: "reader" } }, echoesTokens: true });

  beforeEach(() => {
    at.hub.addRepo({ ...repo, private: true, readers: ["reader"], files: { "config.json": "{}" } });
  });

  const read = () => hubFile(repo, "config.json", at.options);
  const messageOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => assert.fail("it worked"),
      (error: Error) => `${error.message}\n${error.stack}\n${JSON.stringify(error)}\n${error.cause}`,
    );

  it("is taken from HF_TOKEN", async () => {
    process.env.HF_TOKEN = token;
    assert.equal(readFileSync(await read(), "utf8"), "{}");
  });

  it("is taken from the file that Hugging Face's login wrote, in HF_HOME or at HF_TOKEN_PATH", async () => {
    mkdirSync(process.env.HF_HOME!, { recursive: true });
    writeFileSync(path.join(process.env.HF_HOME!, "token"), `${token}\n`);
    assert.equal(readFileSync(await read(), "utf8"), "{}");
    process.env.HF_HUB_DISABLE_IMPLICIT_TOKEN = "1";
    await assert.rejects(hubFile(repo, "no", at.options), /or it is private/);
    delete process.env.HF_HUB_DISABLE_IMPLICIT_TOKEN;
    process.env.HF_TOKEN_PATH = path.join(at.cacheDir, "my-token");
    await assert.rejects(hubFile(repo, "no", at.options), /or it is private/);
    writeFileSync(process.env.HF_TOKEN_PATH, token);
    await assert.rejects(hubFile(repo, "no", at.options), /has no file no/);
  });

  it("is in no error, also when the Hub repeats it", async () => {
    process.env.HF_TOKEN = "hf_aWrongTokenThatNobodyMaySeeEither";
    const refused = await messageOf(read());
    assert.match(refused, /does not accept the access token of HF_TOKEN \(401\)/);
    assert.doesNotMatch(refused, /NobodyMaySee/);
    process.env.HF_TOKEN = token;
    for (const status of [400, 403, 500]) {
      at.hub.faults.add({ status, body: `What do you want with ${token}?`, times: 9 });
      assert.doesNotMatch(await messageOf(read()), /NobodyMaySee/);
      at.hub.faults.clear();
    }
  });

  it("is not repeated when it can't be a header", async () => {
    process.env.HF_TOKEN = `${token}\nX-Other: 1`;
    const message = await messageOf(read());
    assert.match(message, /What HF_TOKEN holds is no access token/);
    assert.doesNotMatch(message, /NobodyMaySee/);
  });

  it("is in no file of the cache and in no warning", async () => {
    process.env.HF_TOKEN = token;
    await read();
    const warned: unknown[] = [];
    const { warn } = console;
    console.warn = (...args: unknown[]) => void warned.push(...args);
    try {
      at.hub.faults.add({ status: 503, times: 9, body: token });
      assert.equal(readFileSync(await read(), "utf8"), "{}");
    } finally {
      console.warn = warn;
    }
    assert.match(String(warned), /failed \(503\).*taken from the cache/);
    assert.doesNotMatch(String(warned), /NobodyMaySee/);
    const files = readdirSync(at.cacheDir, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    assert.ok(files.length >= 3);
    for (const file of files)
      assert.doesNotMatch(
        readFileSync(path.join(file.parentPath ?? file.path, file.name), "utf8"),
        /NobodyMaySee/,
      );
  });
});
