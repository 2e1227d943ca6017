export { type CompileContext, type CompiledCode, type CompileOptions, compile } from "./compile.js";
export { CellSyntaxError, type SourcePosition } from "./errors.js";
export type { ExportedName } from "./modules.js";
export { cleanMessage } from "./names.js";
export { type OriginalPosition, PositionMap } from "./positions.js";
export { endsWithSemicolon, syntaxError, type Transpiled, transpile } from "./transpile.js";
