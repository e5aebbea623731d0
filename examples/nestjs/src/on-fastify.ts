import "reflect-metadata";
import { VersioningType } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { FastifyAdapter, type NestFastifyApplication } from "@nestjs/platform-fastify";
import { metrics } from "@routemetrics/fastify";
import { AppModule } from "./app.module.js";
import { m } from "./metrics.js";

export async function createApp(module: object = AppModule): Promise<NestFastifyApplication> {
  const platform = new FastifyAdapter();
  await platform.getInstance().register(metrics, { metrics: m });
  const app = await NestFactory.create<NestFastifyApplication>(module, platform, { logger: false });
  app.setGlobalPrefix("api");
  app.enableVersioning({ type: VersioningType.URI });
  return app;
}
