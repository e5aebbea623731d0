/** The built page (scripts/build-page.mjs): one document, its style and script inside. */

/** Holds `<!-- config -->` once, where the page's configuration goes: JSON in a data element. */
export const html: string;
/** Allows exactly the style and the script of `html`, by their hashes. */
export const contentSecurityPolicy: string;
