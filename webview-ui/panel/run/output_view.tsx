/** An output of the run, drawn as a notebook draws it. */
import { useEffect, useRef } from "preact/hooks";
import type { RunOutput } from "../../../src/protocol/panel-run.js";
import { readPayload } from "../../renderers/live.js";
import { type Mounted, mount } from "../../shared/mount.js";
import { usePanel } from "../context.js";

export function OutputView({ output }: { output: RunOutput }) {
  const { post } = usePanel();
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<Mounted | undefined>(undefined);
  useEffect(() => {
    const mounted = mount(place.current!, output.kind, {
      save: (name, text) => post({ type: "save", name, text }),
    });
    view.current = mounted;
    return () => mounted.dispose();
  }, [output.kind]);
  useEffect(() => {
    view.current?.draw(readPayload(output.kind, output.payload));
  }, [output]);
  return <div ref={place} class="output" data-kind={output.kind} />;
}
