import { Injectable, NotFoundException } from "@nestjs/common";
import { m } from "./metrics.js";

export interface Order {
  readonly id: number;
}

@Injectable()
export class OrdersService {
  @m.histogram("order_lookup_seconds", "Time to find an order")
  async find(id: number): Promise<Order> {
    if (id > 100) throw new NotFoundException();
    return { id };
  }
}
