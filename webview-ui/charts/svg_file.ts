/** Drawings of the page as a file of their own. */
import { resolveColor } from "../shared/theme.js";
import { stack } from "./svg_text.js";

/**
 * All drawings marked with `data-drawing` inside an element, below each other and each under its mark's text, with the
 * page's colours and font in place of its style variables; undefined where there are none.
 */
export function svgFile(place: HTMLElement): string | undefined {
  const drawings = [...place.querySelectorAll<SVGSVGElement>("svg[data-drawing]")];
  if (drawings.length === 0) return undefined;
  const color = (expression: string) => resolveColor(place, expression);
  return stack(
    drawings.map((drawing) => {
      const copy = drawing.cloneNode(true) as SVGSVGElement;
      const title = copy.dataset.drawing ?? "";
      for (const name of ["class", "role", "aria-label", "data-drawing"]) copy.removeAttribute(name);
      const svg = new XMLSerializer().serializeToString(copy).replace(/var\(--[\w-]+\)/g, color);
      return {
        svg,
        width: drawing.width.baseVal.value,
        height: drawing.height.baseVal.value,
        ...(title ? { title } : {}),
      };
    }),
    { paper: color("var(--paper)"), text: color("var(--fg)") },
    getComputedStyle(place).fontFamily,
  );
}
