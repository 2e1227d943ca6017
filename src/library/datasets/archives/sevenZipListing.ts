import type { Member } from "./members.js";

/** Members from what `7zz l -slt` prints: lines `Name = value`, a blank line between members. */
export function parseListing(lines: readonly string[]): Member[] {
  const members: Record<string, string>[] = [];
  for (const line of lines) {
    const [, name, value] = /^(\w[\w ]*) = ?(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    if (name === "Path") members.push({});
    const member = members.at(-1);
    if (member) member[name] = value!;
  }
  return members.map((member) => ({
    name: member.Path!,
    size: Number(member.Size || 0),
    kind: kindOf(member.Attributes ?? ""),
    isEncrypted: member.Encrypted === "+",
  }));
}

/** Attributes are Windows' letters, then Unix's mode where it is known: `A lrwxrwxrwx`. */
function kindOf(attributes: string): Member["kind"] {
  const [letters = "", mode = ""] = attributes.split(" ");
  if (letters.includes("L") || mode.startsWith("l")) return "link";
  return letters.includes("D") || mode.startsWith("d") ? "folder" : "file";
}
