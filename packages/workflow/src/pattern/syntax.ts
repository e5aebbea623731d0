/** What a pattern means, before it becomes steps. */
export type PatternNode =
  | { readonly kind: "empty" }
  | { readonly kind: "character"; readonly matches: (character: string) => boolean }
  | { readonly kind: "assert"; readonly holds: (before: string, after: string) => boolean }
  | { readonly kind: "sequence"; readonly parts: readonly PatternNode[] }
  | { readonly kind: "choice"; readonly options: readonly PatternNode[] }
  | {
      readonly kind: "repeat";
      readonly part: PatternNode;
      readonly min: number;
      readonly max: number;
    };

export interface Flags {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
  readonly multiline: boolean;
}

export const NO_FLAGS: Flags = { ignoreCase: false, dotAll: false, multiline: false };
