import { createServer } from "node:http";
import { metrics, setRoute } from "@routemetrics/node-http";

const m = metrics();
const server = createServer(
  m((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const [, id] = /^\/users\/(\d+)$/.exec(pathname) ?? [];
    if (id === undefined) {
      response.writeHead(404).end();
      return;
    }
    setRoute(request, "/users/:id");
    response.end(JSON.stringify({ id }));
  }),
);
server.listen(process.env.PORT ?? 3000);

export { server };
