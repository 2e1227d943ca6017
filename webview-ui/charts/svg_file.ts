/** A drawing of the page as a file of its own. */

/** The drawing as SVG text, with the page's colours and font in place of its style variables. */
export function svgFile(drawing: SVGSVGElement): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const style = getComputedStyle(drawing);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("font-family", style.fontFamily);
  copy.setAttribute("font-size", style.fontSize);
  copy.removeAttribute("class");
  const probe = document.createElement("span");
  drawing.parentElement?.append(probe);
  const text = new XMLSerializer().serializeToString(copy).replace(/var\(--[\w-]+\)/g, (expression) => {
    probe.style.color = expression;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return text;
}
