import { Transform } from "node:stream";

/** Passes bytes on until they are more than `limit`; then fails with what `error` gives. */
export function byteLimit(limit: number, error: () => Error): Transform {
  let bytes = 0;
  return new Transform({
    transform(piece: Uint8Array, _encoding, done) {
      bytes += piece.length;
      if (bytes > limit) done(error());
      else done(null, piece);
    },
  });
}
