// PyTorch's own LibTorch archive, the last resort. Python fetches it, because it honours the
// machine's proxy and certificate settings, as pip does and Node 20's fetch does not.
import path from "node:path";
import { run } from "../command.mjs";
import { python } from "../prerequisites.mjs";
import { unzip } from "../unzip.mjs";
import { pinned } from "./describe.mjs";

const host = "https://download.pytorch.org/libtorch/cpu";
const archives = {
  "linux-x64": `libtorch-shared-with-deps-${pinned}%2Bcpu.zip`,
  "darwin-arm64": `libtorch-macos-arm64-${pinned}.zip`,
  "win32-x64": `libtorch-win-shared-with-deps-${pinned}%2Bcpu.zip`,
};

const fetchProgram = `
import sys, urllib.request
with urllib.request.urlopen(sys.argv[1], timeout=15) as source, open(sys.argv[2], "wb") as target:
    total, done = int(source.headers.get("Content-Length") or 0), 0
    while chunk := source.read(1 << 22):
        target.write(chunk)
        done += len(chunk)
        print(done, total, flush=True)
`;

const place = (name) =>
  /^libtorch\/(lib\/[^/]+|include\/.+|build-version)$/.test(name)
    ? name.replace("libtorch", "torch")
    : undefined;

/** As `libTorchFromPip`, from the archive. PyTorch publishes no hash for it: the zip's own checksums hold. */
export async function libTorchFromArchive(staging, report) {
  const name = archives[`${process.platform}-${process.arch}`];
  if (!name) return `PyTorch has no archive for ${process.platform} on ${process.arch}`;
  const file = path.join(staging, "libtorch.zip");
  const { code, tail } = await run(python(), ["-c", fetchProgram, `${host}/${name}`, file], {
    name: "libtorch-archive",
    onLine(line) {
      const [done, total] = line.split(" ").map(Number);
      if (total) report(`${Math.round((100 * done) / total)} % of ${Math.round(total / 1e6)} MB`);
    },
  });
  if (code !== 0) return tail.split("\n").at(-1);
  await unzip(file, staging, place, (done) => report(`unpacking, ${Math.round(100 * done)} %`));
  return undefined;
}
