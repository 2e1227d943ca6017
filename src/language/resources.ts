import { existsSync } from "node:fs";
import path from "node:path";

/** Where the declarations are that every notebook sees. */
export interface Resources {
  /** Folder of TypeScript's own `lib.*.d.ts`. */
  lib: string;
  /** Declaration file of the library. */
  library: string;
  /** Folder of `@types/node`, for notebooks whose folder has none. */
  node: string;
}

/** In the packaged extension the declarations stand beside the service; in the source tree among the packages. */
export function resourcesOf(root: string): Resources {
  const built = path.join(root, "dist/language");
  const packages = existsSync(path.join(built, "lib")) ? built : undefined;
  return {
    lib: packages ? path.join(packages, "lib") : path.join(root, "node_modules/typescript/lib"),
    library: path.join(root, "dist/types/src/library/index.d.ts"),
    node: path.join(packages ?? root, "node_modules/@types/node"),
  };
}
