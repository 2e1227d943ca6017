/** How many parameters a model has, how many it trains, and where they are. */
import { useMemo, useRef, useState } from "preact/hooks";
import type { ParametersData } from "../../../src/protocol/outputs.js";
import { toCsv } from "../../shared/csv.js";
import { formatBytes, formatCompact, formatCount, formatPercentage } from "../../shared/format.js";
import { CopyCsv, Facts, Frame, SavePicture } from "../../shared/frame.js";
import { ChevronIcon } from "../../shared/icons.js";
import { Scroller } from "../../shared/scroller.js";
import type { ViewProps } from "../views.js";
import { parametersPicture } from "./picture.js";
import { type ModuleNode, moduleTree, visibleRows } from "./tree.js";

export function ParametersView({ payload }: ViewProps<"parameters">) {
  const data = payload.data;
  const frozen = data.all - data.trainable;
  const adapters = data.all - data.total;
  const tree = useMemo(() => moduleTree(data.byModule), [data.byModule]);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const place = useRef<HTMLDivElement>(null);
  const picture = () =>
    place.current ? parametersPicture(place.current, data, visibleRows(tree, open)) : undefined;
  return (
    <Frame
      kind="parameters"
      label={`Parameters of ${data.name}`}
      title={data.name}
      facts={<Facts items={[data.dtype, data.device, data.bytes !== undefined && formatBytes(data.bytes)]} />}
      tools={
        <>
          <CopyCsv name="parameters.csv" csv={() => modulesCsv(data)} />
          <SavePicture name="parameters" svg={picture} />
        </>
      }
    >
      <div class="headline" ref={place}>
        <span class="headline-figure">{formatCount(data.trainable)}</span>
        <span class="headline-text">
          of {formatCount(data.all)} parameters are trainable
          <span class="headline-share">{formatPercentage(data.percentage)}</span>
        </span>
      </div>
      <ShareBar percentage={data.percentage} />
      <dl class="legend-list">
        <Part swatch="trainable" label="Trainable" value={data.trainable} />
        <Part swatch="frozen" label="Frozen" value={frozen} />
        <Part label="Base model" value={data.total} />
        {adapters > 0 && <Part label="Adapters" value={adapters} />}
      </dl>
      <Modules all={data.all} tree={tree} open={open} onOpen={setOpen} />
    </Frame>
  );
}

function ShareBar({ percentage }: { percentage: number }) {
  const share = Math.max(0, Math.min(100, percentage));
  return (
    <div
      class="share"
      role="img"
      aria-label={`${formatPercentage(percentage)} of the parameters are trainable`}
    >
      {share > 0 && <div class="share-part" style={{ width: `${share}%` }} />}
    </div>
  );
}

function Part(props: { swatch?: string; label: string; value: number }) {
  return (
    <div class="legend-item">
      <dt>
        {props.swatch && <i class={`swatch ${props.swatch}`} />}
        {props.label}
      </dt>
      <dd title={formatCount(props.value)}>{formatCompact(props.value)}</dd>
    </div>
  );
}

function Modules(props: {
  all: number;
  tree: ModuleNode[];
  open: ReadonlySet<string>;
  onOpen(open: ReadonlySet<string>): void;
}) {
  const { all, tree, open } = props;
  if (tree.length === 0) return null;
  const toggle = (path: string) => {
    const next = new Set(open);
    if (!next.delete(path)) next.add(path);
    props.onOpen(next);
  };
  return (
    <Scroller class="modules" label="Parameters by module">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Module</th>
            <th scope="col" class="number">
              Parameters
            </th>
            <th scope="col" class="number">
              Trainable
            </th>
            <th scope="col" class="bar-column">
              Share of all
            </th>
          </tr>
        </thead>
        <tbody>
          {visibleRows(tree, open).map(({ node, depth }) => (
            <ModuleRow
              key={node.path}
              node={node}
              depth={depth}
              open={open.has(node.path)}
              all={all}
              onToggle={() => toggle(node.path)}
            />
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

function ModuleRow(props: {
  node: ModuleNode;
  depth: number;
  open: boolean;
  all: number;
  onToggle: () => void;
}) {
  const { node, depth, open, all } = props;
  const width = (value: number) => `${all > 0 ? (100 * value) / all : 0}%`;
  return (
    <tr>
      <th scope="row" style={{ paddingLeft: `${8 + 16 * depth}px` }}>
        {node.children.length > 0 ? (
          <button type="button" class="disclosure" aria-expanded={open} onClick={props.onToggle}>
            <ChevronIcon open={open} />
            {node.name}
          </button>
        ) : (
          <span class="leaf">{node.name}</span>
        )}
      </th>
      <td class="number">{formatCount(node.total)}</td>
      <td class={node.trainable > 0 ? "number" : "number muted"}>
        {node.trainable > 0 ? formatCount(node.trainable) : "–"}
      </td>
      <td class="bar-column">
        <div class="bar" aria-hidden="true">
          <div class="bar-part trainable" style={{ width: width(node.trainable) }} />
          <div class="bar-part frozen" style={{ width: width(node.total - node.trainable) }} />
        </div>
      </td>
    </tr>
  );
}

function modulesCsv(data: ParametersData): string {
  return toCsv(
    ["module", "total", "trainable"],
    data.byModule.map(({ name, total, trainable }) => [name, total, trainable]),
  );
}
