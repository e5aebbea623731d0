import "reflect-metadata";
import { VersioningType } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { FastifyAdapter, type NestFastifyApplication } from "@nestjs/platform-fastify";
import { metrics } from "@routemetrics/fastify";
import { AppModule } from "./app.module.js";
import { m } from "./metrics.js";

export async function createApp(): Promise<NestFastifyApplication> {
  const platform = new FastifyAdapter();
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, platform, {
    logger: false,
  });
  await app.register(metrics, { metrics: m });
  app.setGlobalPrefix("api");
  app.enableVersioning({ type: VersioningType.URI });
  return app;
}
