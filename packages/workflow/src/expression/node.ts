/** An expression, read. */
export type ExpressionNode =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "variable"; readonly name: string }
  | {
      readonly kind: "member";
      readonly of: ExpressionNode;
      readonly key: ExpressionNode;
      /** `?.`: nil stays nil. */
      readonly optional: boolean;
    }
  | {
      readonly kind: "slice";
      readonly of: ExpressionNode;
      readonly from: ExpressionNode | undefined;
      readonly to: ExpressionNode | undefined;
    }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly ExpressionNode[] }
  | { readonly kind: "array"; readonly items: readonly ExpressionNode[] }
  | {
      readonly kind: "map";
      readonly entries: readonly (readonly [ExpressionNode, ExpressionNode])[];
    }
  | { readonly kind: "unary"; readonly operator: string; readonly of: ExpressionNode }
  | {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
    }
  | {
      readonly kind: "choice";
      readonly condition: ExpressionNode;
      readonly yes: ExpressionNode;
      readonly no: ExpressionNode;
    };
