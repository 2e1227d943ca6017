import { SummnbError } from "../../errors.js";

const part = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?$/;

/**
 * Checks a repository's name as the Hub does: letters, digits, `-`, `_` and `.`, at most 96 in each part.
 * @returns the namespace, undefined where none is given, and the name
 * @throws SummnbError that says what is wrong
 */
export function parseRepo(repo: string): { namespace: string | undefined; name: string } {
  const parts = repo.split("/");
  const wrong =
    parts.length > 2 ? repo : parts.find((each) => !part.test(each) || /--|\.\.|\.git$/.test(each));
  if (wrong !== undefined)
    throw new SummnbError(
      `"${repo}" is no name of a repository: it must be NAME or OWNER/NAME of letters, digits, "-", "_" and ".", such as me/flan-dialogsum.`,
    );
  return parts.length === 2
    ? { namespace: parts[0]!, name: parts[1]! }
    : { namespace: undefined, name: repo };
}

/** Checks a branch's name as git does, as far as it matters here. */
export function checkBranch(branch: string): void {
  if (!/^[\w](?:[\w./-]*[\w])?$/.test(branch) || branch.includes("..") || branch.includes("//"))
    throw new SummnbError(`"${branch}" is no name of a branch; take letters, digits, "-", "_", "." and "/".`);
}
