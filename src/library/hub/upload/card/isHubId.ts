import { existsSync } from "node:fs";
import path from "node:path";

/** Models on the Hub whose names have no owner. */
const withoutOwner = /^(t5-(small|base|large|3b|11b))$/;

/** Whether a model's name can be its id on the Hub, and is no folder here. */
export function isHubId(name: string): boolean {
  if (path.isAbsolute(name) || existsSync(name)) return false;
  return withoutOwner.test(name) || /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/.test(name);
}
