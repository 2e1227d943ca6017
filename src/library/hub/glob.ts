/** Patterns for paths with slashes, as in a shell and in Python's fsspec. */

/**
 * `*` stands for anything within a name, `?` for one character, `[a-c]` for one of those (`[!a-c]` for another one),
 * `{a,b}` for one of several, and `**` between slashes for any folders, also none; at the end for everything below.
 */
export function globPattern(glob: string): RegExp {
  const parts = glob.replace(/^\.\//, "").split("/");
  const source = parts.map((part, index) => {
    const isLast = index === parts.length - 1;
    if (part === "**") return isLast ? ".+" : "(?:[^/]+/)*";
    return partSource(part) + (isLast ? "" : "/");
  });
  return new RegExp(`^${source.join("")}$`);
}

export const isGlob = (text: string): boolean => /[*?[{]/.test(text);

function partSource(part: string): string {
  const tokens = /\*+|\?|\[!?\]?[^\]]*\]|\{[^{}]*\}|[^*?[{]+|./gsy;
  return [...part.matchAll(tokens)].map(([token]) => tokenSource(token)).join("");
}

function tokenSource(token: string): string {
  if (token.startsWith("*")) return "[^/]*";
  if (token === "?") return "[^/]";
  if (token.startsWith("[") && token.length > 2) {
    const negated = token[1] === "!";
    return `[${negated ? "^/" : ""}${token.slice(negated ? 2 : 1, -1).replace(/[\\\]^[]/g, "\\$&")}]`;
  }
  if (token.startsWith("{") && token.length > 1)
    return `(?:${token.slice(1, -1).split(",").map(partSource).join("|")})`;
  return escapeRegExp(token);
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** Whether a path matches; a pattern without a slash is matched anywhere, as in huggingface_hub. */
export function matchesPattern(name: string, pattern: string): boolean {
  return (
    globPattern(pattern).test(name) || (!pattern.includes("/") && globPattern(`**/${pattern}`).test(name))
  );
}
