/** One step of a compiled pattern; numbers are positions of other steps. */
export type Step =
  | { readonly op: "character"; readonly matches: (character: string) => boolean }
  | { readonly op: "assert"; readonly holds: (before: string, after: string) => boolean }
  | { op: "split"; first: number; second: number }
  | { op: "jump"; to: number }
  | { readonly op: "match" };

/** More steps than this make one match slow; a repetition such as `a{500}{500}` needs them. */
export const MAX_STEPS = 2000;
