export type { FetchOptions, Progress } from "./install.js";
export { findOffers, type Offer, type Offers, pytorchIndex } from "./offers.js";
