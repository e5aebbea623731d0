import { Controller, Get, Module, VERSION_NEUTRAL } from "@nestjs/common";
import { APP_FILTER } from "@nestjs/core";
import { CountExceptions } from "./count-exceptions.js";
import { OrdersController } from "./orders.controller.js";
import { OrdersService } from "./orders.service.js";

@Controller({ path: "health", version: VERSION_NEUTRAL })
class HealthController {
  @Get()
  health(): string {
    return "ok";
  }
}

@Module({
  controllers: [HealthController, OrdersController],
  // Before other global filters: Nest asks the last one first.
  providers: [{ provide: APP_FILTER, useClass: CountExceptions }, OrdersService],
})
export class AppModule {}
