import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { SourcePosition } from "./errors.js";

export interface OriginalPosition extends SourcePosition {
  /** The file's name in the source map. */
  source: string;
}

/** Leads from a place in generated code back through the source maps of all steps that made it. */
export class PositionMap {
  private readonly maps: TraceMap[];

  /** Source maps as JSON, the first step's first. */
  constructor(...steps: string[]) {
    this.maps = steps.map((map) => new TraceMap(map));
  }

  /** Undefined for a place that no source stands behind. Lines and columns count from 1. */
  original(place: SourcePosition): OriginalPosition | undefined {
    let position = { line: place.line, column: place.column - 1 };
    let source = "";
    for (const map of this.maps.toReversed()) {
      const found = originalPositionFor(map, position);
      if (found.line === null) return undefined;
      position = { line: found.line, column: found.column };
      source = found.source ?? "";
    }
    return { line: position.line, column: position.column + 1, source };
  }
}
