import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type CanActivate,
  Controller,
  Get,
  HttpCode,
  type MessageEvent,
  type MiddlewareConsumer,
  Module,
  type NestInterceptor,
  type NestModule,
  Redirect,
  RequestTimeoutException,
  Sse,
  StreamableFile,
  UseGuards,
  UseInterceptors,
  VERSION_NEUTRAL,
  Version,
} from "@nestjs/common";
import { APP_FILTER } from "@nestjs/core";
import { type Observable, of, throwError } from "rxjs";
import { CountExceptions } from "./count-exceptions.js";

const FROM_CACHE: NestInterceptor = { intercept: () => of("cached") };
const TIMES_OUT: NestInterceptor = {
  intercept: () => throwError(() => new RequestTimeoutException()),
};
const BREAKS: NestInterceptor = {
  intercept() {
    throw new Error("no interceptor");
  },
};
const REJECTS: CanActivate = {
  canActivate: () => Promise.reject(new Error("no sessions")),
};

/** What ends a request otherwise than by a handler, and handlers that answer otherwise. */
@Controller({ path: "cases", version: VERSION_NEUTRAL })
class CasesController {
  @Get(["cached/:id", "stored/:id"])
  @UseInterceptors(FROM_CACHE)
  cached(): void {}

  @Get("timeout/:id")
  @UseInterceptors(TIMES_OUT)
  timeout(): void {}

  @Get("broken/:id")
  @UseInterceptors(BREAKS)
  broken(): void {}

  @Get("rejected/:id")
  @UseGuards(REJECTS)
  rejected(): void {}

  @Get("file/:id")
  file(): StreamableFile {
    return new StreamableFile(Readable.from(["a", "b"]));
  }

  @Sse("events/:id")
  events(): Observable<MessageEvent> {
    return of({ data: "first" }, { data: "last" });
  }

  @Get("moved/:id")
  @Redirect("/cases", 301)
  moved(): void {}

  @Get("empty/:id")
  @HttpCode(204)
  empty(): void {}

  @Get("versioned")
  @Version(["1", "2"])
  versioned(): string {
    return "versioned";
  }

  @Get("slow/:id")
  async slow(): Promise<string> {
    await sleep(300);
    return "slow";
  }

  @Get(["limited/:id", "unlucky/:id"])
  neverReached(): void {}
}

interface Answer {
  statusCode: number;
  end(text: string): void;
}

@Module({
  controllers: [CasesController],
  providers: [{ provide: APP_FILTER, useClass: CountExceptions }],
})
export class EdgeCasesModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    const limit = (_request: unknown, response: Answer) => {
      response.statusCode = 429;
      response.end("later");
    };
    const fail = (_request: unknown, _response: unknown, next: (error: Error) => void) =>
      next(new Error("no middleware"));
    consumer.apply(limit).forRoutes("cases/limited/:id");
    consumer.apply(fail).forRoutes("cases/unlucky/:id");
  }
}
