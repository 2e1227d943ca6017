import { randomBytes } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type KernelConnectionFile, protocolVersion } from "../../protocol/index.js";

/** The longest path that a Unix socket can have on all systems, in bytes. */
const longestAddress = 100;

/** A new token and an address that only this user can reach. */
export function newConnection(notebook: string, connectionFile: string): KernelConnectionFile {
  const folder = path.dirname(connectionFile);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // A folder that was there before may be open to others.
  if (process.platform !== "win32") chmodSync(folder, 0o700);
  removeDead(connectionFile);
  const token = randomBytes(32).toString("hex");
  return { protocolVersion, pid: process.pid, address: newAddress(folder), token, notebook };
}

/** A kernel that was killed leaves its file and its socket. */
function removeDead(connectionFile: string): void {
  const dead = readConnectionFile(connectionFile);
  try {
    if (dead) process.kill(dead.pid, 0);
  } catch (error) {
    if (dead && (error as NodeJS.ErrnoException).code === "ESRCH") removeConnection(connectionFile, dead);
  }
}

function readConnectionFile(file: string): KernelConnectionFile | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as KernelConnectionFile;
  } catch {
    return undefined;
  }
}

function newAddress(folder: string): string {
  const name = `k-${randomBytes(4).toString("hex")}`;
  if (process.platform === "win32") return `\\\\.\\pipe\\summnb-${name}-${randomBytes(12).toString("hex")}`;
  const address = path.join(folder, name);
  if (Buffer.byteLength(address) <= longestAddress) return address;
  // `mkdtemp` makes a folder that is private from the start.
  return path.join(mkdtempSync(path.join(tmpdir(), "summnb-")), name);
}

/** Appears as a whole, so that whoever waits for it never reads a part. */
export function writeConnectionFile(file: string, connection: KernelConnectionFile): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, JSON.stringify(connection, null, 2), { mode: 0o600 });
  renameSync(temporary, file);
}

/** Removes the kernel's traces, but not the file of a kernel that has taken its place. */
export function removeConnection(file: string, { token, address }: KernelConnectionFile): void {
  if (readConnectionFile(file)?.token === token) rmSync(file, { force: true });
  if (process.platform === "win32") return;
  rmSync(address, { force: true });
  try {
    if (path.dirname(address) !== path.dirname(path.resolve(file))) rmdirSync(path.dirname(address));
  } catch {
    // Something else is in it, or it is gone.
  }
}
