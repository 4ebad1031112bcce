/** Where drafts stand on the device; shared with the way out, which wipes them. */
export const DATABASE = "sipol-drafts";
export const DRAFTS = "drafts";
export const KEYS = "keys";
/** In localStorage: how many fields are on this device only, by draft. */
export const COUNTS = "sipol-drafts-unsent";
/** Tabs tell each other here what was typed, and that everything was wiped. */
export const CHANNEL = "sipol-drafts";
