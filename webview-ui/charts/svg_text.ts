/** SVG as text. */

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => entities[character]!);

/** An element; the content is text, never markup. */
export function tag(name: string, attributes: object, content = ""): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  return `<${name}${written.join("")}>${escapeXml(content)}</${name}>`;
}

export interface DrawingPage {
  width: number;
  height: number;
  /** Colour behind everything. */
  paper: string;
  font: string;
}

/** A drawing on the page's own colour: text for a dark page could not be read on white paper. */
export function drawing(page: DrawingPage, parts: string[]): string {
  const { width, height, paper } = page;
  const family = escapeXml(page.font || "system-ui, sans-serif");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${family}" font-size="12"><rect width="${width}" height="${height}" fill="${paper}"/>${parts.join("")}</svg>`;
}

/** Several drawings below each other, each under its title. */
export function stack(
  drawings: { svg: string; width: number; height: number; title?: string }[],
  colors: { paper: string; text: string },
  font: string,
): string {
  const margin = 12;
  const titleHeight = 24;
  let y = margin;
  const parts = drawings.flatMap(({ svg, height, title }) => {
    const head =
      title === undefined
        ? []
        : [tag("text", { x: margin, y: y + 14, fill: colors.text, "font-weight": 600 }, title)];
    if (head.length > 0) y += titleHeight;
    const placed = `<g transform="translate(${margin} ${y})">${svg}</g>`;
    y += height + margin;
    return [...head, placed];
  });
  const width = Math.max(...drawings.map((one) => one.width)) + 2 * margin;
  return drawing({ width, height: y, paper: colors.paper, font }, parts);
}
