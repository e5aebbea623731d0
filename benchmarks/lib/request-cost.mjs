import { startApp } from "./app.mjs";
import { isQuick, summary } from "./measure.mjs";

/** For the compiler, which goes on for ten thousand requests and more; what it takes is CPU time too. */
const WARM_UP = isQuick ? { fastify: 2000, express: 2000 } : { fastify: 20_000, express: 25_000 };
/** Requests of a slice: so few that the machine is as busy for all of a round. */
const SLICE = { fastify: 500, express: 100 };
const LOOPBACK_SLICE = 200;
export const GENERATIONS = isQuick ? { fastify: 1, express: 1 } : { fastify: 9, express: 5 };
const ROUNDS = isQuick ? 5 : 31;

/**
 * What a request costs in each case: CPU nanoseconds within the process (`inProcess`) and over
 * `loopback`, and the `bytes` it allocates. Of each its median, what that is more than in the first
 * case (`added`, a share of it), and how far that varies from process to process (`spread`).
 *
 * All processes take turns in short slices, and a slice is compared with those of the same round:
 * a machine shared with others is twice as fast in one second as in the next. And all start anew
 * several times: the compiler decides anew in each, which makes more of a difference than most cases do.
 *
 * `cases`: the name of each, with the application and the options behind it. What does not run here is left out.
 */
export async function requestCosts(framework, cases) {
  const generations = [];
  for (let i = 0; i < GENERATIONS[framework]; i++) {
    generations.push(await generation(framework, cases));
  }
  return Object.fromEntries(
    Object.keys(generations[0]).map((name) => [name, overall(generations.map((one) => one[name]))]),
  );
}

/** Of one case in all generations. */
function overall(costs) {
  const of = (figure) => {
    const { median, halfRange } = summary(costs.map((cost) => cost[figure].added));
    const whole = summary(costs.map((cost) => cost[figure].median));
    return { median: whole.median, added: median, spread: halfRange };
  };
  const { showsRoutes } = costs[0];
  return { inProcess: of("inProcess"), loopback: of("loopback"), bytes: of("bytes"), showsRoutes };
}

/** One process for each case. */
async function generation(framework, cases) {
  const all = Object.entries(cases).map(async ([name, { app, options }]) => {
    const started = await startApp(framework, app, options);
    await started?.run(WARM_UP[framework]);
    return [name, started];
  });
  const apps = Object.fromEntries((await Promise.all(all)).filter(([, started]) => started));
  const inProcess = await inTurns(apps, (app) => app.run(SLICE[framework]), ROUNDS);
  const loopback = await inTurns(apps, (app) => app.serve(LOOPBACK_SLICE), Math.ceil(ROUNDS / 3));
  const bytes = await inTurns(apps, (app) => app.allocated(1000), 2);
  const costs = {};
  for (const [name, app] of Object.entries(apps)) {
    const showsRoutes = await app.showsRoutes();
    costs[name] = {
      inProcess: inProcess[name],
      loopback: loopback[name],
      bytes: bytes[name],
      showsRoutes,
    };
    app.stop();
  }
  return costs;
}

async function inTurns(apps, measure, rounds) {
  const names = Object.keys(apps);
  const costs = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    // Each begins a round in its turn: none always comes after the same one.
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length];
      costs[name].push(await measure(apps[name]));
    }
  }
  const first = costs[names[0]];
  return Object.fromEntries(
    names.map((name) => {
      const added = summary(costs[name].map((cost, round) => cost / first[round] - 1)).median;
      return [name, { median: summary(costs[name]).median, added }];
    }),
  );
}
