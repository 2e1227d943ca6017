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

/** The build leaves copies of what the packages declare in `dist/language`; `root` is the extension's folder. */
export function resourcesOf(root: string): Resources {
  const built = path.join(root, "dist/language");
  return {
    lib: path.join(built, "lib"),
    library: path.join(root, "dist/types/src/library/index.d.ts"),
    node: path.join(built, "node_modules/@types/node"),
  };
}
