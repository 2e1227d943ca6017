import { endsWithPart } from "./patterns.js";

/** Lists that are shorter stay as they are, as in PEFT. */
const worthwhile = 20;

/** All ends of a name that begin after a dot, the shortest first. */
function endsOf(name: string): string[] {
  const parts = name.split(".");
  return parts.map((_, i) => parts.slice(parts.length - 1 - i).join("."));
}

/**
 * Few ends of names that tell the modules of a long list from all others, as PEFT shortens `target_modules`:
 * 96 names become ["k", "o", "q", "v", "wi", "wo"]. A short list, or one that can't be shortened, stays.
 */
export function suffixesFor(listed: readonly string[], all: readonly string[]): readonly string[] {
  if (listed.length < worthwhile) return listed;
  const others = all.filter((name) => !listed.some((part) => endsWithPart(part, name)));
  const taken = new Set(others.flatMap(endsOf));
  const needed = new Set<string>();
  for (const name of [...listed].sort()) {
    const end = endsOf(name).find((candidate) => !taken.has(candidate));
    if (end !== undefined && ![...needed].some((suffix) => endsWithPart(suffix, name))) needed.add(end);
  }
  return needed.size > 0 && needed.size < listed.length ? [...needed].sort() : listed;
}
