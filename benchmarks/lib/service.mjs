// The measured service: twenty routes with parameters below two mounts, mixed outcomes.
const codes = [200, 200, 200, 201, 404];

export const ROUTES = 20;

/** What route number `index` answers. */
export const answerOf = (index, params) => ({
  code: codes[index % codes.length],
  body: { ok: true, org: params.org, id: params.id },
});

/** The first of them, as the application wrote it. */
export const TEMPLATE = "/api/v1/orgs/:org/things0/:id";

/** A request of it. */
export const urlAt = (index) => `/api/v1/orgs/acme/things${index % ROUTES}/${index % 97}`;

/** A server whose metrics are not to be read at `/metrics`, with what reads them. */
export const readable = (server, recorded) => Object.assign(server, { recorded });
