import assert from "node:assert/strict";
import { HubAccount, type Secrets, tokenProblem } from "../../../src/host/hub/account.js";
import { kernelEnvironment } from "../../../src/host/kernel/node-command.js";
import { redact } from "../../../src/protocol/secrets.js";
import type { HubServer } from "../../hub/server.js";
import { readToken, startHub, writeToken } from "../hub/upload/modelFolder.js";

/** VS Code's secret storage, in memory. */
class MemorySecrets implements Secrets {
  readonly kept = new Map<string, string>();
  get = async (key: string) => this.kept.get(key);
  store = async (key: string, value: string) => void this.kept.set(key, value);
  delete = async (key: string) => void this.kept.delete(key);
}

describe("The account at the Hugging Face Hub", () => {
  let hub: HubServer;
  let secrets: MemorySecrets;
  let account: HubAccount;
  before(async () => {
    hub = await startHub();
  });
  after(() => hub.close());
  beforeEach(() => {
    hub.faults.clear();
    secrets = new MemorySecrets();
    account = new HubAccount(secrets, () => hub.url);
  });

  it("keeps a token that the Hub knows, and says whose it is and what it may", async () => {
    assert.deepEqual(await account.signIn(` ${writeToken}\n`), { name: "me", role: "write" });
    assert.deepEqual([...secrets.kept.values()], [writeToken]);
    assert.deepEqual(await account.signIn(readToken), { name: "me", role: "read" });
    assert.equal(await account.token(), readToken);
    assert.ok(!hub.requests.some(({ url }) => url.includes("hf_")));
  });

  it("gives it to kernels by their environment alone, and hides it in what is written", async () => {
    assert.deepEqual(await account.environment(), {});
    await secrets.store("summnb.huggingFaceToken", "hf_odd-token-of-an-own-hub");
    const environment = await account.environment();
    assert.deepEqual(environment, { HF_TOKEN: "hf_odd-token-of-an-own-hub" });
    assert.equal(
      kernelEnvironment({ HF_TOKEN: "hf_other" }, environment).HF_TOKEN,
      "hf_odd-token-of-an-own-hub",
    );
    assert.equal(redact("x hf_odd-token-of-an-own-hub"), "x hf_…");
  });

  it("forgets it", async () => {
    await account.signIn(writeToken);
    assert.equal(await account.signOut(), true);
    assert.equal(secrets.kept.size, 0);
    assert.equal(await account.signOut(), false);
  });

  const unknown = `hf_${"u".repeat(34)}`;
  const failing: [what: string, token: string, fault: object | undefined, message: RegExp][] = [
    [
      "the Hub does not know",
      unknown,
      undefined,
      /does not know this access token \(401\): copy it again from/,
    ],
    [
      "can't be checked as the Hub fails",
      writeToken,
      { status: 503 },
      /failed \(503\), so the token could not be checked and was not kept/,
    ],
    [
      "can't be checked as the connection breaks",
      writeToken,
      { refuse: true },
      /can't be asked \(\S.*\), so the token was not kept/,
    ],
    [
      "something else than a Hub answers",
      writeToken,
      { status: 200, body: "<html>" },
      /does not answer as the Hub does/,
    ],
    ["is none", "password", undefined, /begins with "hf_" and has no spaces/],
    ["is empty", "  ", undefined, /Paste an access token/],
  ];
  for (const [what, token, fault, message] of failing)
    it(`keeps nothing when a token ${what}`, async () => {
      if (fault) hub.faults.add({ path: "whoami", ...fault });
      await assert.rejects(account.signIn(token), (error: Error) => {
        assert.match(error.message, message);
        assert.ok(!error.message.includes(token.trim()) || token.trim() === "");
        return true;
      });
      assert.equal(secrets.kept.size, 0);
    });

  it("tells of a text while it is typed", () => {
    assert.equal(tokenProblem(writeToken), undefined);
    assert.match(tokenProblem("hf_with space")!, /no spaces/);
  });
});
