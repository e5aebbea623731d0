import { type CanActivate, type ExecutionContext, Injectable } from "@nestjs/common";

@Injectable()
export class OnlyMembers implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return context.switchToHttp().getRequest().headers["x-member"] === "yes";
  }
}
