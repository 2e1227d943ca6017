import { readFileSync } from "node:fs";

/** Text of a file in `test/unit/notebook/fixtures`; tests run from `dist/test`. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../../../../test/unit/notebook/fixtures/${name}`, import.meta.url), "utf8");
}
