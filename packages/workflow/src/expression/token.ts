/** A piece of an expression tag. */
export interface ExpressionToken {
  readonly kind: "number" | "string" | "name" | "operator" | "end";
  readonly text: string;
  /** Of numbers. */
  readonly value?: number;
}
