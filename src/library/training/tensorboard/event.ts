import { bytes, double, float, integer, message } from "./protobuf.js";

/** tensorflow.Event's and tensorflow.Summary.Value's fields: tensorboard/compat/proto/event.proto, summary.proto. */
const event = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 } as const;
const value = { tag: 1, simpleValue: 2, tensor: 8, metadata: 9 } as const;
const summaryValue = 1;

/** First event of a file. */
export function versionEvent(seconds: number): Buffer {
  return Buffer.concat([double(event.wallTime, seconds), bytes(event.fileVersion, "brain.Event:2")]);
}

/** A step of 0 is the field's default, which proto3 leaves out. */
const summaryEvent = (seconds: number, step: number, values: Buffer[]): Buffer =>
  Buffer.concat([
    double(event.wallTime, seconds),
    ...(step === 0 ? [] : [integer(event.step, step)]),
    message(event.summary, ...values),
  ]);

/** Figures of a step; `seconds` is the time of day since 1970. */
export function scalarsEvent(
  seconds: number,
  step: number,
  scalars: Readonly<Record<string, number>>,
): Buffer {
  const values = Object.entries(scalars).map(([tag, figure]) =>
    message(summaryValue, bytes(value.tag, tag), float(value.simpleValue, figure)),
  );
  return summaryEvent(seconds, step, values);
}

/** tensorflow.DataType of strings. */
const stringType = 7;

/** A text under a tag, as PyTorch's `SummaryWriter.add_text` writes it; TensorBoard reads it as Markdown. */
export function textEvent(seconds: number, tag: string, text: string): Buffer {
  const metadata = message(value.metadata, message(1, bytes(1, "text")));
  const tensor = message(
    value.tensor,
    integer(1, stringType),
    message(2, message(2, integer(1, 1))),
    bytes(8, text),
  );
  return summaryEvent(seconds, 0, [
    message(summaryValue, bytes(value.tag, `${tag}/text_summary`), tensor, metadata),
  ]);
}
