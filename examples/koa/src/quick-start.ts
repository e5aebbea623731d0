import Router from "@koa/router";
import { metrics } from "@routemetrics/koa";
import Koa from "koa";

const app = new Koa();
app.use(metrics());

const router = new Router();
router.get("/users/:id", (ctx) => {
  ctx.body = { id: ctx.params.id };
});
app.use(router.routes());
app.listen(process.env.PORT ?? 3000);

export { app };
