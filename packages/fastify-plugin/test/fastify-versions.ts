import Fastify from "fastify";
import Fastify4 from "fastify4";
import Fastify4Oldest from "fastify4-0";
import Fastify5Oldest from "fastify5-0";

/** The oldest and the newest release of each version that is supported, by name. */
export const fastifyVersions = Object.entries({
  "Fastify 4.0": Fastify4Oldest,
  "Fastify 4.29": Fastify4,
  "Fastify 5.0": Fastify5Oldest,
  "Fastify 5.12": Fastify,
} as unknown as Record<string, typeof Fastify>);
