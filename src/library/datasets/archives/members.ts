import { SummnbError } from "../../errors.js";
import { dataExtension } from "../readers/formats.js";

/** What an archive's directory says of one thing in it. */
export interface Member {
  /** With slashes between folders, as the archive has it. */
  name: string;
  /** Bytes once unpacked. */
  size: number;
  kind: "file" | "folder" | "link";
  isEncrypted: boolean;
}

/** An archive may unpack to so many times its size, or to `alwaysAllowed` bytes. Texts shrink to a tenth at best. */
const mostTimes = 100;
const alwaysAllowed = 16 * 1024 * 1024;

/** Bytes that an archive may unpack to. */
export const unpackLimit = (archiveBytes: number): number =>
  Math.max(archiveBytes * mostTimes, alwaysAllowed);

export function tooLarge(archive: string, archiveBytes: number): SummnbError {
  const limit = Math.round(unpackLimit(archiveBytes) / 1e6);
  return new SummnbError(
    `${archive} would unpack to more than ${limit} MB, over ${mostTimes} times its size, as texts never do: check where it comes from, and unpack it yourself if it is right.`,
  );
}

/**
 * The data files among an archive's members. Nothing is taken from an archive that names places outside of its
 * folder or holds links, and none of the members may be more than they could be.
 */
export function wantedMembers<M extends Member>(
  archive: string,
  archiveBytes: number,
  members: readonly M[],
): M[] {
  for (const { name, kind } of members) {
    if (leavesFolder(name))
      throw new SummnbError(
        `${archive} names a file outside of its folder, "${name}", and is not opened: check where it comes from.`,
      );
    if (kind === "link")
      throw new SummnbError(
        `${archive} holds the link "${name}", which is not followed: pack the file itself instead.`,
      );
  }
  const wanted = members.filter(({ name, kind }) => kind === "file" && isData(name));
  const names = new Set(wanted.map(({ name }) => name));
  if (names.size < wanted.length)
    throw new SummnbError(`${archive} holds a file twice: pack each file once.`);
  const locked = wanted.find(({ isEncrypted }) => isEncrypted);
  if (locked) throw encrypted(archive);
  const bytes = wanted.reduce((sum, { size }) => sum + size, 0);
  if (bytes > unpackLimit(archiveBytes)) throw tooLarge(archive, archiveBytes);
  return wanted;
}

export const encrypted = (archive: string) =>
  new SummnbError(`${archive} is locked with a password: unpack it yourself and give the folder.`);

function leavesFolder(name: string): boolean {
  const parts = name.split(/[/\\]/);
  return /^([/\\]|[A-Za-z]:)/.test(name) || parts.includes("..") || name.includes("\0");
}

/** Hidden files are none, nor are what macOS adds to an archive. */
function isData(name: string): boolean {
  const parts = name.split(/[/\\]/);
  return (
    !parts.some((part) => part.startsWith(".") || part === "__MACOSX") && dataExtension(name) !== undefined
  );
}
