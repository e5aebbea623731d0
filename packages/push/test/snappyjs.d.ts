declare module "snappyjs" {
  const snappyjs: { uncompress(compressed: Uint8Array): Uint8Array };
  export default snappyjs;
}
