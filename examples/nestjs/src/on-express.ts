import "reflect-metadata";
import { VersioningType } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import type { NestExpressApplication } from "@nestjs/platform-express";
import { metrics } from "@routemetrics/express";
import { AppModule } from "./app.module.js";
import { m } from "./metrics.js";

export async function createApp(module: object = AppModule): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(module, { logger: false });
  app.use(metrics(m));
  app.setGlobalPrefix("api");
  app.enableVersioning({ type: VersioningType.URI });
  return app;
}
