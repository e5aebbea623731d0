import {
  ConflictException,
  Controller,
  Get,
  Param,
  ParseIntPipe,
  Post,
  UseFilters,
  UseGuards,
} from "@nestjs/common";
import { AnswerSoldOut, SoldOutError } from "./answer-sold-out.js";
import { meet } from "./meet.js";
import { m } from "./metrics.js";
import { OnlyMembers } from "./only-members.js";
import { type Order, OrdersService } from "./orders.service.js";

@Controller({ path: "orders", version: "1" })
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  /** Both orders of the decorators work. */
  @Get()
  @m.counter("orders_listed", "Lists of orders")
  list(): Order[] {
    return [{ id: 1 }];
  }

  @m.counter("orders_shown", "Orders shown")
  @Get(":id")
  show(@Param("id", ParseIntPipe) id: number): Promise<Order> {
    return this.orders.find(id);
  }

  @Get("by-type/:type")
  @UseGuards(
    meet(m.doNotTrack()),
    meet(
      m.counter("orders_by_type", "Orders by type", {
        labels: { type: (request: { params: { type: string } }) => request.params.type },
      }),
    ),
  )
  byType(@Param("type") type: string): string {
    return type;
  }

  @Post()
  @UseGuards(OnlyMembers)
  create(): Order {
    return { id: 2 };
  }

  @Post(":id/pay")
  pay(): never {
    throw new ConflictException("paid already");
  }

  @Post(":id/ship")
  ship(): never {
    throw new Error("no ship");
  }

  @Post(":id/buy")
  @UseFilters(AnswerSoldOut)
  buy(): never {
    throw new SoldOutError();
  }
}
