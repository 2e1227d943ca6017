/** Twice as many pixels as on the page: for papers and for dense screens. */
const scale = 2;

/** An SVG drawing as a PNG file in base64. */
export async function pngFile(svg: string): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = scale * image.naturalWidth;
  canvas.height = scale * image.naturalHeight;
  const context = canvas.getContext("2d")!;
  context.scale(scale, scale);
  context.drawImage(image, 0, 0);
  return canvas.toDataURL("image/png").replace(/^[^,]*,/, "");
}
