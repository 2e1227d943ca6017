/** What the user reads about LibTorch's download. Knows no VS Code, so that it is tested as it is. */
import type { Offer, Progress } from "../../libtorch/fetch/index.js";
import { pinnedVersion } from "../../libtorch/index.js";
import { l10n } from "../l10n.js";
import { sizeText } from "../size-text.js";

/** What unpacked libraries take on disk for each byte of their archive. */
const unpackedRatio = 2.3;

/** A button for an offer, such as "Download (192 MB)". */
export function buttonOf({ kind, variant, bytes }: Offer): string {
  if (kind === "pip") return l10n.t("Download with pip");
  const size = bytes === undefined ? l10n.t("size unknown") : sizeText(bytes);
  return variant === "cpu" ? l10n.t("Download ({0})", size) : l10n.t("Download for CUDA ({0})", size);
}

/** What is fetched, from where, and where it goes. */
export function detailOf(
  offers: readonly Offer[],
  failures: readonly string[],
  folderOf: (variant: Offer["variant"]) => string,
): string {
  const lines = offers.map((offer) => describeOffer(offer, folderOf(offer.variant)));
  const failed = failures.map((failure) => `${failure}.`);
  const shared = l10n.t(
    "All workspaces share it. Loading data, talking to the Hub and ONNX work without it.",
  );
  return [...lines, ...failed, ...(offers.length > 0 ? [shared] : [])].join("\n\n");
}

function describeOffer({ kind, variant, from, bytes }: Offer, folder: string): string {
  if (kind === "pip")
    return l10n.t(
      "pip can download it from the package index that it is set up for into {0}; its size is not known before, and on Linux it may be up to 1 GB. Nothing is installed into Python.",
      folder,
    );
  const size = bytes === undefined ? l10n.t("a size that it does not tell") : sizeText(bytes);
  const onDisk = bytes === undefined ? l10n.t("more") : sizeText(bytes * unpackedRatio);
  const checked =
    kind === "index" ? l10n.t("checked against its SHA-256") : l10n.t("checked by the archive's checksums");
  const use = variant === "cpu" ? l10n.t("for the CPU") : l10n.t("for CUDA, with NVIDIA's libraries");
  return l10n.t(
    "LibTorch {0} {1}: {2} from {3}, {4}, into {5}, where it takes about {6}.",
    pinnedVersion,
    use,
    size,
    from,
    checked,
    folder,
    onDisk,
  );
}

/** Such as "83 MB of 192 MB, 12 MB a second". */
export function progressText({ stage, done, total }: Progress, bytesPerSecond: number): string {
  if (stage === "waiting") return l10n.t("another window is downloading it");
  const parts = total === undefined ? sizeText(done) : l10n.t("{0} of {1}", sizeText(done), sizeText(total));
  if (stage === "unpacking") return l10n.t("unpacking, {0}", parts);
  return bytesPerSecond > 0 ? l10n.t("{0}, {1} a second", parts, sizeText(bytesPerSecond)) : parts;
}
