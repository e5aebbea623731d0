import { type ArgumentsHost, Catch, type ExceptionFilter } from "@nestjs/common";
import { HttpAdapterHost } from "@nestjs/core";

export class SoldOutError extends Error {}

/** A filter of the application: what it answers is no exception. */
@Catch(SoldOutError)
export class AnswerSoldOut implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(_error: SoldOutError, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse();
    this.host.httpAdapter.reply(response, { message: "sold out" }, 503);
  }
}
