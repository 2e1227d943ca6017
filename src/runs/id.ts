import { randomBytes } from "node:crypto";

/**
 * An id that sorts by its start (UTC, to the second) and can be read: `20261122-203000-flan-lora-ab12`.
 * The random end keeps runs of the same second apart.
 */
export function newRunId(name: string, now = new Date()): string {
  const [date, time] = now.toISOString().split("T") as [string, string];
  return [
    date.replaceAll("-", ""),
    time.slice(0, 8).replaceAll(":", ""),
    slug(name),
    randomBytes(2).toString("hex"),
  ]
    .filter(Boolean)
    .join("-");
}

/** A name as lower-case ASCII words, at most 40 characters. */
function slug(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
}
