import { type ArgumentsHost, Catch } from "@nestjs/common";
import { BaseExceptionFilter } from "@nestjs/core";
import { noteUnhandled } from "@routemetrics/core/adapter";

/** Does what Nest does with errors that no filter of the application answers, and counts them. */
@Catch()
export class CountExceptions extends BaseExceptionFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest();
    noteUnhandled(request.raw ?? request);
    super.catch(error, host);
  }
}
