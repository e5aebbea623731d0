import { startApp } from "./app.mjs";
import { isQuick, summary } from "./measure.mjs";

/** For the compiler, which goes on for ten thousand requests and more; what it takes is CPU time too. */
const WARM_UP = isQuick ? { fastify: 2000, express: 2000 } : { fastify: 20_000, express: 25_000 };
/** Requests of a slice: so few that the machine is as busy for all of a round. */
const SLICE = { fastify: 500, express: 100 };
const LOOPBACK_SLICE = 200;
/** How often all processes start anew. */
export const GENERATIONS = isQuick ? { fastify: 1, express: 1 } : { fastify: 9, express: 5 };
const ROUNDS = isQuick ? 5 : 31;

const FIGURES = {
  inProcess: { rounds: ROUNDS, measure: (app, framework) => app.run(SLICE[framework]) },
  loopback: { rounds: Math.ceil(ROUNDS / 3), measure: (app) => app.serve(LOOPBACK_SLICE) },
  bytes: { rounds: 2, measure: (app) => app.allocated(500) },
};

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
 * `figures`: which of them to measure; `generations`: how often all processes start anew.
 */
export async function requestCosts(
  framework,
  cases,
  { figures = Object.keys(FIGURES), generations = GENERATIONS[framework] } = {},
) {
  const measured = [];
  for (let i = 0; i < generations; i++) {
    measured.push(await generation(framework, cases, figures));
  }
  return Object.fromEntries(
    Object.keys(measured[0]).map((name) => [name, overall(measured.map((one) => one[name]))]),
  );
}

/** Of one case in all generations. */
function overall(costs) {
  const { showsRoutes, ...figures } = costs[0];
  const of = (figure) => {
    const { median: added, halfRange } = summary(costs.map((cost) => cost[figure].added));
    const { median } = summary(costs.map((cost) => cost[figure].median));
    return { median, added, spread: halfRange };
  };
  const all = Object.keys(figures).map((figure) => [figure, of(figure)]);
  return { ...Object.fromEntries(all), showsRoutes };
}

/** One process for each case. */
async function generation(framework, cases, figures) {
  const all = Object.entries(cases).map(async ([name, { app, options }]) => {
    const started = await startApp(framework, app, options);
    await started?.run(WARM_UP[framework]);
    return [name, started];
  });
  const apps = Object.fromEntries((await Promise.all(all)).filter(([, started]) => started));
  const costs = Object.fromEntries(Object.keys(apps).map((name) => [name, {}]));
  for (const figure of figures) {
    const { rounds, measure } = FIGURES[figure];
    const results = await inTurns(apps, (app) => measure(app, framework), rounds);
    for (const name of Object.keys(apps)) costs[name][figure] = results[name];
  }
  for (const [name, app] of Object.entries(apps)) {
    costs[name].showsRoutes = await app.showsRoutes();
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
